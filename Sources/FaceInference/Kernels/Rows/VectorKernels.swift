internal import CKernels

/// The vector loops for one kind of processor, and which kinds there are.
///
/// `@unchecked Sendable`: the table that it points to is constant.
package struct VectorKernels: @unchecked Sendable {
  /// A kind of processor, from the slowest to the fastest.
  package enum Level: Int32, CaseIterable, Sendable {
    /// Any processor that Swift runs on.
    case portable = 0
    /// x86 with AVX2 and FMA.
    case avx2 = 1
    /// The same with products of bytes (AVX-VNNI).
    case avx2VNNI = 2
    /// x86 with AVX-512 F, BW, VL and DQ.
    case avx512 = 3
    /// The same with products of bytes (VNNI).
    case avx512VNNI = 4
    /// The same with bfloat16 products.
    case avx512BF16 = 5
  }

  let table: UnsafePointer<ck_kernels>
  /// The kind of processor that the loops are for.
  package let level: Level

  /// The loops for the processor that this program runs on.
  package static let best: VectorKernels = {
    for level in Level.allCases.reversed() {
      if let kernels = VectorKernels(level) { return kernels }
    }
    preconditionFailure("every processor has the portable loops")
  }()

  /// Makes the loops for a kind of processor, or `nil` when this one is not of that kind.
  package init?(_ level: Level) {
    guard let table = ck_kernels_at(level.rawValue) else { return nil }
    self.table = table
    self.level = level
  }

  /// Whether convolutions of bfloat16 values are among them.
  package var hasHalves: Bool { table.pointee.convolve_row_bf16 != nil }

  /// Whether convolutions of bytes are among them.
  package var hasBytes: Bool { table.pointee.convolve_row_bytes != nil }

  /// Whether there are depthwise convolutions of two rows at once among them.
  var hasTwoRows: Bool { table.pointee.convolve_depthwise_two_rows != nil }
}
