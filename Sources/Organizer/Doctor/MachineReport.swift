internal import FaceInference

/// How well the machine is used.
public struct MachineReport: Sendable, Equatable {
  /// The processor.
  public let processor: Processor
  /// The kernel that OpenBLAS chose for it, by the name of a processor's design.
  public let kernel: String
  /// What a matrix product of one thread reaches, in 10⁹ operations a second.
  public let gigaflops: Double

  /// Makes a report of what is known.
  public init(processor: Processor, kernel: String, gigaflops: Double) {
    self.processor = processor
    self.kernel = kernel
    self.gigaflops = gigaflops
  }

  /// Looks at the machine, and measures it for about half a second.
  public static func measured() -> MachineReport {
    LinearAlgebra.useOneThread()
    return MachineReport(
      processor: .current, kernel: LinearAlgebra.kernelName,
      gigaflops: LinearAlgebra.measuredSpeed() / 1e9)
  }

  /// OpenBLAS's kernels for x86-64 by how wide they compute (its `driver/others/dynamic.c`); what is
  /// not among them computes with SSE.
  private static let levels: [String: Processor.VectorLevel] = [
    "sandybridge": .avx, "bulldozer": .avx, "piledriver": .avx, "steamroller": .avx,
    "haswell": .avx2, "zen": .avx2, "excavator": .avx2,
    "skylakex": .avx512, "cooperlake": .avx512, "sapphirerapids": .avx512,
  ]

  /// Whether OpenBLAS computes narrower than the processor could: several times slower.
  public var isKernelNarrow: Bool {
    (Self.levels[kernel.lowercased()] ?? .basic) < processor.level
  }
}
