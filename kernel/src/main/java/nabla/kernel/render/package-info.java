/// From the value of a cell to what the notebook shows. The only user of the layout library ELK.
@org.jspecify.annotations.NullMarked
package nabla.kernel.render;
