package nabla.kernel.jshell;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.FieldTransform;
import java.lang.classfile.MethodTransform;
import java.lang.classfile.attribute.RuntimeVisibleTypeAnnotationsAttribute;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.tools.ForwardingJavaFileObject;
import javax.tools.JavaFileObject;

/// Class files without their type annotations, for the compiler of cells.
///
/// JShell writes the type of an expression back into source, and writes an annotated one wrongly:
/// `List<@org.jspecify.annotations.Nullable nabla.engine.tensor.Tensor>` is no Java, so a cell
/// whose value had such a type was refused. Any library that says what may be null would meet that.
final class PlainTypes {
  private static final byte[] MARK = "RuntimeVisibleTypeAnnotations".getBytes(US_ASCII);

  // Only classes that have such annotations are kept, by the place they come from.
  private final Map<String, Optional<byte[]>> plain = new ConcurrentHashMap<>();

  /// Returns the file as the compiler is to see it.
  JavaFileObject of(JavaFileObject file) {
    return file.getKind() == JavaFileObject.Kind.CLASS ? new Plain(file) : file;
  }

  /// Returns the file as its file manager knows it.
  static JavaFileObject original(JavaFileObject file) {
    return file instanceof Plain plain ? plain.file() : file;
  }

  private final class Plain extends ForwardingJavaFileObject<JavaFileObject> {
    Plain(JavaFileObject file) {
      super(file);
    }

    JavaFileObject file() {
      return fileObject;
    }

    @Override
    public InputStream openInputStream() throws IOException {
      String place = fileObject.toUri().toString();
      Optional<byte[]> known = plain.get(place);
      if (known == null) {
        byte[] bytes;
        try (InputStream in = fileObject.openInputStream()) {
          bytes = in.readAllBytes();
        }
        known = isMarked(bytes) ? Optional.of(strip(bytes)) : Optional.empty();
        plain.put(place, known);
        if (known.isEmpty()) {
          return new ByteArrayInputStream(bytes);
        }
      }
      return known.isPresent()
          ? new ByteArrayInputStream(known.get())
          : fileObject.openInputStream();
    }
  }

  private static boolean isMarked(byte[] bytes) {
    for (int i = 0; i <= bytes.length - MARK.length; i++) {
      int length = 0;
      while (length < MARK.length && bytes[i + length] == MARK[length]) {
        length++;
      }
      if (length == MARK.length) {
        return true;
      }
    }
    return false;
  }

  private static byte[] strip(byte[] bytes) {
    // The compiler reads declarations only, so stack maps need not be kept right.
    ClassFile files = ClassFile.of(ClassFile.StackMapsOption.DROP_STACK_MAPS);
    return files.transformClass(
        files.parse(bytes),
        ClassTransform.dropping(RuntimeVisibleTypeAnnotationsAttribute.class::isInstance)
            .andThen(
                ClassTransform.transformingMethods(
                    MethodTransform.dropping(
                        RuntimeVisibleTypeAnnotationsAttribute.class::isInstance)))
            .andThen(
                ClassTransform.transformingFields(
                    FieldTransform.dropping(
                        RuntimeVisibleTypeAnnotationsAttribute.class::isInstance))));
  }
}
