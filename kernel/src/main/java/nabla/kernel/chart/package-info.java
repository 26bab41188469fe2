/// Charts of one call: `plot(losses)` and its relatives, drawn by XChart.
///
/// `Charts` is what cells call, `Chart` what it returns: data with nothing drawn yet. `Drawing`
/// alone knows XChart, whose classes are not loaded before the first chart is shown.
@org.jspecify.annotations.NullMarked
package nabla.kernel.chart;
