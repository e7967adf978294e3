#if canImport(Glibc)
  internal import Glibc
#endif

/// The memory of one run: values on their way through a network.
///
/// It belongs to one worker.
///
/// It grows to the largest plan it has served and can serve any number of networks in turn.
public final class Scratch {
  /// Memory of this many bytes and more is asked for in pages of 2 MiB, if the system has them.
  ///
  /// A canvas of 1280 pixels then takes a few places of the processor's table of pages, not thousands:
  /// measured on YuNet, 2.7 % less time with bfloat16, and none in float32.
  private static let leastLarge = 16 << 20
  private static let largePage = 2 << 20

  private var memory = UnsafeMutableRawBufferPointer(start: nil, count: 0)

  /// Makes empty scratch memory.
  public init() {}

  deinit { memory.deallocate() }

  /// Returns memory for at least `count` floats, aligned to 64 bytes; what it held is lost.
  func floats(_ count: Int) -> UnsafeMutablePointer<Float> {
    let bytes = max(1, count) * MemoryLayout<Float>.stride
    if memory.count < bytes {
      memory.deallocate()
      let isLarge = bytes >= Self.leastLarge
      memory = .allocate(byteCount: bytes, alignment: isLarge ? Self.largePage : 64)
      #if canImport(Glibc)
        // A wish: where it is not granted, pages are small as ever.
        if isLarge { _ = madvise(memory.baseAddress, bytes, MADV_HUGEPAGE) }
      #endif
    }
    guard let base = memory.baseAddress else { preconditionFailure("memory was just allocated") }
    return base.assumingMemoryBound(to: Float.self)
  }
}
