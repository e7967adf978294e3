/// The floating-point weights of a network, side by side in one block of memory.
///
/// `@unchecked Sendable`: the memory is written in the initializer only, and read after it.
final class WeightPool: @unchecked Sendable {
  private let memory: UnsafeMutableRawBufferPointer
  private let offsets: [String: Int]

  init(_ initializers: [String: Constant]) {
    var offsets: [String: Int] = [:]
    var total = 0
    let names = initializers.keys.sorted()
    for name in names {
      guard case .float(let tensor)? = initializers[name] else { continue }
      offsets[name] = total
      // Every tensor starts on a cache line.
      total += (tensor.values.count + 15) / 16 * 16
    }
    self.offsets = offsets
    memory = .allocate(byteCount: max(1, total) * MemoryLayout<Float>.stride, alignment: 64)
    let floats = memory.bindMemory(to: Float.self)
    floats.initialize(repeating: 0)
    for name in names {
      guard case .float(let tensor)? = initializers[name], let offset = offsets[name] else {
        continue
      }
      _ = UnsafeMutableBufferPointer(rebasing: floats[offset...]).update(from: tensor.values)
    }
  }

  deinit { memory.deallocate() }

  /// The place of a weight in floats from `base`, or `nil` when there is none of that name.
  func offset(of name: String) -> Int? { offsets[name] }

  var base: UnsafePointer<Float> {
    guard let base = memory.baseAddress else { preconditionFailure("the pool is not empty") }
    return UnsafePointer(base.assumingMemoryBound(to: Float.self))
  }
}
