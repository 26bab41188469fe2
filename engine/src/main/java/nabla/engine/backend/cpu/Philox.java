package nabla.engine.backend.cpu;

/// The counter-based generator Philox 4x32-10: number `i` depends on the seed and `i` alone.
///
/// Source: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3" (SC 2011).
final class Philox {
  private static final int MULTIPLIER_0 = 0xD2511F53;
  private static final int MULTIPLIER_1 = 0xCD9E8D57;
  private static final int WEYL_0 = 0x9E3779B9;
  private static final int WEYL_1 = 0xBB67AE85;

  private Philox() {}

  /// Returns a number uniform in [0, 1), of 24 random bits if `single`, else of 53.
  static double uniform(long seed, long counter, boolean single) {
    long bits = bits(seed, counter);
    return single ? (bits >>> 40) * 0x1p-24 : (bits >>> 11) * 0x1p-53;
  }

  private static long bits(long seed, long counter) {
    int c0 = (int) counter;
    int c1 = (int) (counter >>> 32);
    int c2 = 0;
    int c3 = 0;
    int k0 = (int) seed;
    int k1 = (int) (seed >>> 32);
    for (int round = 0; round < 10; round++) {
      long p0 = (MULTIPLIER_0 & 0xFFFFFFFFL) * (c0 & 0xFFFFFFFFL);
      long p1 = (MULTIPLIER_1 & 0xFFFFFFFFL) * (c2 & 0xFFFFFFFFL);
      int n0 = (int) (p1 >>> 32) ^ c1 ^ k0;
      int n2 = (int) (p0 >>> 32) ^ c3 ^ k1;
      c1 = (int) p1;
      c3 = (int) p0;
      c0 = n0;
      c2 = n2;
      k0 += WEYL_0;
      k1 += WEYL_1;
    }
    return (c0 & 0xFFFFFFFFL) << 32 | c1 & 0xFFFFFFFFL;
  }
}
