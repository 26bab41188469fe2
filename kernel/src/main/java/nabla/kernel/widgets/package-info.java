/// The core Jupyter widgets from Java: sliders, buttons, boxes, and `interact`.
///
/// Each widget is one class that says which traits it has and what of them changes; `Widget` speaks
/// the protocol (2.1) for all of them. A front end without widgets shows their text.
@org.jspecify.annotations.NullMarked
package nabla.kernel.widgets;
