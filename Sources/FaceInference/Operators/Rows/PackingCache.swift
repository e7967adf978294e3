internal import Synchronization

/// The weights of a network as the vector loops want them; packed once and shared by all plans.
///
/// Weights are known by where they lie in the network's memory, which outlives the cache, and by their
/// extents: the same numbers may be read as filters of another shape.
final class PackingCache: Sendable {
  private struct Key: Hashable {
    let place: Int
    let form: Form
    let extents: [Int]
  }

  private enum Form: Hashable {
    case convolution(SegmentOrder)
    case depthwise
    case depthwiseTwoRows
    case winograd
    case channels
  }

  private let arrays = Mutex<[Key: any Sendable]>([:])

  /// The weights of a convolution over all channels.
  func convolution(_ bank: FilterBank, _ order: SegmentOrder) -> PackedWeights {
    let (values, extents, form) = (bank.values, bank.extents, Form.convolution(order))
    return switch order.numbers {
    case .floats: .floats(array(values, extents, form) { PackedArray<Float>(bank, order) })
    case .halves: .halves(array(values, extents, form) { PackedArray<UInt16>(bank, order) })
    case .bytes: .bytes(array(values, extents, form) { ByteWeights(bank, order) })
    }
  }

  /// The weights of a depthwise convolution.
  func depthwise(_ bank: FilterBank) -> PackedArray<Float> {
    array(bank.values, bank.extents, .depthwise) { PackedArray(depthwise: bank) }
  }

  /// The weights of a depthwise convolution of 3×3 windows, for two rows at once.
  func depthwiseTwoRows(_ bank: FilterBank) -> PackedArray<Float> {
    array(bank.values, bank.extents, .depthwiseTwoRows) { PackedArray(depthwiseTwoRows: bank) }
  }

  /// The transformed weights of a convolution of 3×3 windows.
  func winograd(_ bank: FilterBank, _ kernels: VectorKernels) -> PackedArray<Float> {
    array(bank.values, bank.extents, .winograd) { PackedArray(winograd: bank, kernels) }
  }

  /// One number for each channel.
  func channels(_ values: UnsafePointer<Float>, count: Int) -> PackedArray<Float> {
    array(values, [count], .channels) { PackedArray(channels: values, count: count) }
  }

  private func array<Packed: Sendable>(
    _ values: UnsafePointer<Float>, _ extents: [Int], _ form: Form, _ pack: () -> Packed
  ) -> Packed {
    let key = Key(place: Int(bitPattern: values), form: form, extents: extents)
    if let known = arrays.withLock({ $0[key] as? Packed }) { return known }
    let packed = pack()
    arrays.withLock { $0[key] = packed }
    return packed
  }
}

extension FilterBank {
  /// The extents, as `[filters, channels, rows, columns]`.
  fileprivate var extents: [Int] { [filters, channels, rows, columns] }
}
