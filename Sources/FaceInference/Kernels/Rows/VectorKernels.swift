internal import CKernels

/// The vector loops for one kind of processor, and which kinds there are.
///
/// `@unchecked Sendable`: the table that it points to is constant.
package struct VectorKernels: @unchecked Sendable {
  /// A kind of processor; each does all that those before it do.
  package enum Level: Int32, CaseIterable, Sendable {
    /// Any processor that Swift runs on.
    case portable = 0
    /// x86 with AVX2 and FMA.
    case avx2 = 1
    /// x86 with AVX-512 F, BW, VL and DQ.
    case avx512 = 2
    /// The same with bfloat16 products.
    case avx512BF16 = 3
  }

  let table: UnsafePointer<ck_kernels>
  /// The kind of processor that the loops are for.
  package let level: Level

  /// The loops for the processor that this program runs on.
  package static let best = VectorKernels(checked: Level(rawValue: ck_best_level()) ?? .portable)

  /// Makes the loops for a kind of processor, or `nil` when this one is not of that kind.
  package init?(_ level: Level) {
    guard level.rawValue <= ck_best_level() else { return nil }
    self.init(checked: level)
  }

  private init(checked level: Level) {
    table = ck_kernels_at(level.rawValue)
    self.level = level
  }

  /// Whether convolutions of bfloat16 values are among them.
  package var hasHalves: Bool { table.pointee.convolve_row_bf16 != nil }

  /// Whether there are depthwise convolutions of two rows at once among them.
  var hasTwoRows: Bool { table.pointee.convolve_depthwise_two_rows != nil }
}
