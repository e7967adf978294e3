/// Numbers laid out for the vector loops, aligned to cache lines.
///
/// `@unchecked Sendable`: the memory is written in the initializer only, and read after it.
final class PackedArray<Element: BitwiseCopyable>: @unchecked Sendable {
  private let memory: UnsafeMutableRawBufferPointer
  let count: Int

  /// Makes `count` zeros and lets `fill` write what is not zero.
  convenience init(count: Int, _ fill: (UnsafeMutablePointer<Element>) -> Void) {
    self.init(unfilled: count) { target in
      UnsafeMutableRawPointer(target).initializeMemory(
        as: UInt8.self, repeating: 0, count: count * MemoryLayout<Element>.stride)
      fill(target)
    }
  }

  /// Makes room for `count` elements and lets `fill` write them all.
  init(unfilled count: Int, _ fill: (UnsafeMutablePointer<Element>) -> Void) {
    self.count = count
    memory = .allocate(
      byteCount: max(1, count) * MemoryLayout<Element>.stride, alignment: 64)
    if let base = memory.baseAddress { fill(base.assumingMemoryBound(to: Element.self)) }
  }

  deinit { memory.deallocate() }

  var base: UnsafePointer<Element> {
    guard let base = memory.baseAddress else { preconditionFailure("the memory is not empty") }
    return UnsafePointer(base.assumingMemoryBound(to: Element.self))
  }
}

/// Channels in a block; the width of the widest vector in floats.
let blockSize = 16

/// The number of blocks that hold some channels.
func blockCount(_ channels: Int) -> Int { (channels + blockSize - 1) / blockSize }
