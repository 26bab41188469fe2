package nabla.engine.backend.opencl;

import nabla.engine.backend.Strided;
import nabla.engine.formula.DeviceFunction;
import nabla.engine.formula.Kind;

/// The numbers of Philox 4x32-10, the same as on the processor: a number depends on the seed and on
/// its place alone.
final class Random {
  private final ClQueue queue;

  Random(ClQueue queue) {
    this.queue = queue;
  }

  private record Key(Kind out, int rank) {}

  void uniform(Strided out, long seed, long counter) {
    Grid grid = Grid.of("", new String[] {"y"}, out.sizes(), out.strides());
    ClKernel kernel =
        queue.kernel(
            new Key(out.kind(), grid.rank()),
            "random numbers",
            () ->
                """
                kernel void run(const int n, const ulong seed, const ulong counter%s%s) {
                %sconst ulong at = counter + (ulong) i;
                uint c0 = (uint) at, c1 = (uint) (at >> 32), c2 = 0, c3 = 0;
                uint k0 = (uint) seed, k1 = (uint) (seed >> 32);
                for (int round = 0; round < 10; round++) {
                const uint n0 = mul_hi(0xCD9E8D57u, c2) ^ c1 ^ k0;
                const uint n2 = mul_hi(0xD2511F53u, c0) ^ c3 ^ k1;
                c1 = 0xCD9E8D57u * c2;
                c3 = 0xD2511F53u * c0;
                c0 = n0;
                c2 = n2;
                k0 += 0x9E3779B9u;
                k1 += 0xBB67AE85u;
                }
                const ulong bits = (ulong) c0 << 32 | c1;
                %s%sy[y_at] = %s;
                }
                """
                    .formatted(
                        grid.sizeParameters(),
                        Texts.operand("y", out.kind(), false, grid),
                        Texts.element(),
                        Texts.start("y"),
                        grid.advance("i"),
                        out.kind() == Kind.FLOAT32
                            ? "(float) (bits >> 40) * 0x1p-24f"
                            : "("
                                + DeviceFunction.type(out.kind())
                                + ") ((double) (bits >> 11) * 0x1p-53)"));
    ClArguments arguments = new ClArguments().add(grid.count()).add(seed).add(counter);
    grid.addSizes(arguments);
    Texts.addOutput(arguments, queue, out);
    grid.addStrides(arguments, 0);
    queue.run(kernel, arguments, grid.count());
  }
}
