/// The memory of one run: values on their way through a network.
///
/// It belongs to one worker.
///
/// It grows to the largest plan it has served and can serve any number of networks in turn.
public final class Scratch {
  private var memory = UnsafeMutableRawBufferPointer(start: nil, count: 0)

  /// Makes empty scratch memory.
  public init() {}

  deinit { memory.deallocate() }

  /// Returns memory for at least `count` floats, aligned to 64 bytes; what it held is lost.
  func floats(_ count: Int) -> UnsafeMutablePointer<Float> {
    let bytes = max(1, count) * MemoryLayout<Float>.stride
    if memory.count < bytes {
      memory.deallocate()
      memory = .allocate(byteCount: bytes, alignment: 64)
    }
    guard let base = memory.baseAddress else { preconditionFailure("memory was just allocated") }
    return base.assumingMemoryBound(to: Float.self)
  }
}
