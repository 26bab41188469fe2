package nabla.kernel.jshell;

import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What a class of a cell has to do with classes of other cells.
///
/// @param name the name, as loaders say it
/// @param parents what it extends and implements, among classes of cells
/// @param sealed whether only heirs that it names may extend it
/// @param needs the wrappers of other classes of cells that it mentions
record CellClassFile(String name, List<String> parents, boolean sealed, Set<String> needs) {
  /// Where JShell puts all classes: in this package, inside a class for each snippet.
  static final String PACKAGE = "REPL.";

  private static final String WRAPPER = PACKAGE + "$JShell$";
  private static final Pattern MENTIONED = Pattern.compile("REPL/\\$JShell\\$[0-9A-Z_]+");

  static CellClassFile read(ClassModel model) {
    String name = model.thisClass().asInternalName().replace('/', '.');
    Set<String> needs = new HashSet<>();
    for (PoolEntry entry : model.constantPool()) {
      if (entry instanceof Utf8Entry text && text.stringValue().contains("REPL/$JShell$")) {
        Matcher mentioned = MENTIONED.matcher(text.stringValue());
        while (mentioned.find()) {
          needs.add(mentioned.group().replace('/', '.'));
        }
      }
    }
    needs.remove(wrapper(name));
    boolean sealed = model.findAttribute(Attributes.permittedSubclasses()).isPresent();
    return new CellClassFile(name, parents(model), sealed, needs);
  }

  /// Returns the name of the class of the snippet in which a class is: its own, if it is that.
  static String wrapper(String name) {
    int end = name.startsWith(WRAPPER) ? name.indexOf('$', WRAPPER.length()) : -1;
    return end < 0 ? name : name.substring(0, end);
  }

  private static List<String> parents(ClassModel model) {
    return Stream.concat(model.superclass().stream(), model.interfaces().stream())
        .map(ClassEntry::asInternalName)
        .map(parent -> parent.replace('/', '.'))
        .filter(parent -> parent.startsWith(WRAPPER))
        .toList();
  }

  /// Returns whether a class file is an interface's.
  static boolean isInterface(ClassModel model) {
    return (model.flags().flagsMask() & ClassFile.ACC_INTERFACE) != 0;
  }
}
