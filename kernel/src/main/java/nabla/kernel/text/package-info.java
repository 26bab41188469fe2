/// The kernel's own texts in Spanish and English.
@org.jspecify.annotations.NullMarked
package nabla.kernel.text;
