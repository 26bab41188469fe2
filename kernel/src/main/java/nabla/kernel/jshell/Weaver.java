package nabla.kernel.jshell;

import java.lang.classfile.AccessFlags;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassElement;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.FieldBuilder;
import java.lang.classfile.FieldElement;
import java.lang.classfile.Label;
import java.lang.classfile.MethodBuilder;
import java.lang.classfile.MethodElement;
import java.lang.classfile.MethodTransform;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.classfile.instruction.LookupSwitchInstruction;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.classfile.instruction.TableSwitchInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.DynamicCallSiteDesc;
import java.lang.constant.MethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Makes the code of cells stoppable, and keeps it from ending the process.
///
/// Stack maps are computed anew, which needs to know how classes relate. The JDK's own local engine
/// asks the system loader and so fails on code that joins two classes of the notebook; this one
/// asks the loader of the cells.
final class Weaver {
  private static final ClassDesc CHECK = ClassDesc.of(StopCheck.class.getName());
  private static final ClassDesc RUNTIME = ClassDesc.of("java.lang.Runtime");
  private static final MethodTypeDesc STATUS =
      MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_int);
  private static final MethodTypeDesc RUNTIME_STATUS =
      MethodTypeDesc.of(ConstantDescs.CD_void, RUNTIME, ConstantDescs.CD_int);

  private final ClassFile files;

  Weaver(ClassHierarchyResolver hierarchy) {
    files = ClassFile.of(ClassFile.ClassHierarchyResolverOption.of(hierarchy));
  }

  byte[] weave(byte[] classFile) {
    ClassModel model = files.parse(classFile);
    return files.transformClass(
        model,
        ClassTransform.transformingMethods(
                MethodTransform.transformingCode(CodeTransform.ofStateful(Checks::new))
                    .andThen(Weaver::open))
            .andThen(ClassTransform.transformingFields(Weaver::open))
            .andThen(Weaver::open));
  }

  /// Opens what is not private. Classes of two snippets are in one package for the compiler, and in
  /// two for the virtual machine if their loaders differ.
  private static int opened(AccessFlags flags) {
    int mask = flags.flagsMask();
    return (mask & ClassFile.ACC_PRIVATE) != 0
        ? mask
        : mask & ~ClassFile.ACC_PROTECTED | ClassFile.ACC_PUBLIC;
  }

  private static void open(ClassBuilder type, ClassElement element) {
    if (element instanceof AccessFlags flags) {
      type.withFlags(opened(flags));
    } else {
      type.with(element);
    }
  }

  private static void open(FieldBuilder field, FieldElement element) {
    if (element instanceof AccessFlags flags) {
      field.withFlags(opened(flags));
    } else {
      field.with(element);
    }
  }

  private static void open(MethodBuilder method, MethodElement element) {
    if (element instanceof AccessFlags flags) {
      method.withFlags(opened(flags));
    } else {
      method.with(element);
    }
  }

  private static final class Checks implements CodeTransform {
    private final Set<Label> behind = new HashSet<>();

    @Override
    public void atStart(CodeBuilder code) {
      check(code);
    }

    @Override
    public void accept(CodeBuilder code, CodeElement element) {
      switch (element) {
        case LabelTarget target -> {
          behind.add(target.label());
          code.with(target);
        }
        case BranchInstruction branch when behind.contains(branch.target()) -> {
          check(code);
          code.with(branch);
        }
        case TableSwitchInstruction choice
            when goesBack(choice.defaultTarget(), choice.cases()) -> {
          check(code);
          code.with(choice);
        }
        case LookupSwitchInstruction choice
            when goesBack(choice.defaultTarget(), choice.cases()) -> {
          check(code);
          code.with(choice);
        }
        case InvokeInstruction call -> invoke(code, call);
        case InvokeDynamicInstruction call -> invokeDynamic(code, call);
        default -> code.with(element);
      }
    }

    private boolean goesBack(Label otherwise, List<SwitchCase> cases) {
      return behind.contains(otherwise)
          || cases.stream().anyMatch(each -> behind.contains(each.target()));
    }

    private static void check(CodeBuilder code) {
      code.invokestatic(CHECK, "check", ConstantDescs.MTD_void);
    }

    private static void invoke(CodeBuilder code, InvokeInstruction call) {
      String owner = call.owner().asInternalName();
      String name = call.name().stringValue();
      if (!call.typeSymbol().equals(STATUS)) {
        code.with(call);
      } else if (call.opcode() == Opcode.INVOKESTATIC
          && owner.equals("java/lang/System")
          && name.equals("exit")) {
        code.invokestatic(CHECK, "exit", STATUS);
      } else if (owner.equals("java/lang/Runtime")
          && (name.equals("exit") || name.equals("halt"))) {
        code.invokestatic(CHECK, name, RUNTIME_STATUS);
      } else {
        code.with(call);
      }
    }

    /// A method reference such as `System::exit` hides in the arguments of a call site.
    private static void invokeDynamic(CodeBuilder code, InvokeDynamicInstruction call) {
      List<ConstantDesc> arguments = call.bootstrapArgs();
      List<ConstantDesc> safe = arguments.stream().map(Checks::withoutExit).toList();
      if (safe.equals(arguments)) {
        code.with(call);
        return;
      }
      code.invokedynamic(
          DynamicCallSiteDesc.of(
              call.bootstrapMethod(),
              call.name().stringValue(),
              call.typeSymbol(),
              safe.toArray(ConstantDesc[]::new)));
    }

    private static ConstantDesc withoutExit(ConstantDesc argument) {
      if (!(argument instanceof DirectMethodHandleDesc handle)) {
        return argument;
      }
      String owner = handle.owner().descriptorString();
      String name = handle.methodName();
      if (owner.equals("Ljava/lang/System;") && name.equals("exit")) {
        return MethodHandleDesc.ofMethod(DirectMethodHandleDesc.Kind.STATIC, CHECK, "exit", STATUS);
      }
      if (owner.equals("Ljava/lang/Runtime;") && (name.equals("exit") || name.equals("halt"))) {
        return MethodHandleDesc.ofMethod(
            DirectMethodHandleDesc.Kind.STATIC, CHECK, name, RUNTIME_STATUS);
      }
      return argument;
    }
  }
}
