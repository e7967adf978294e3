/// Decoded pixels: 8-bit RGB, interleaved, rows from top to bottom without padding.
public struct Image: Sendable, Equatable {
  /// The number of columns.
  public let width: Int
  /// The number of rows.
  public let height: Int
  /// The samples, `[height, width, 3]`, red first.
  public private(set) var pixels: [UInt8]

  /// Makes an image of given pixels.
  ///
  /// - Parameters:
  ///   - width: The number of columns, at least 1.
  ///   - height: The number of rows, at least 1.
  ///   - pixels: The samples, `[height, width, 3]`; exactly `width * height * 3` of them.
  public init(width: Int, height: Int, pixels: [UInt8]) {
    precondition(width > 0 && height > 0, "an image has at least one pixel")
    precondition(pixels.count == width * height * 3, "an image has three samples a pixel")
    self.width = width
    self.height = height
    self.pixels = pixels
  }

  /// Makes an image whose pixels a closure writes, without clearing them first.
  ///
  /// - Parameters:
  ///   - width: The number of columns, at least 1.
  ///   - height: The number of rows, at least 1.
  ///   - fill: Writes every sample of the buffer it is given, `[height, width, 3]`.
  /// - Throws: What `fill` throws.
  public init(
    width: Int, height: Int, fill: (UnsafeMutableBufferPointer<UInt8>) throws -> Void
  ) rethrows {
    precondition(width > 0 && height > 0, "an image has at least one pixel")
    let count = width * height * 3
    self.width = width
    self.height = height
    self.pixels = try [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      try fill(UnsafeMutableBufferPointer(rebasing: buffer[0..<count]))
      initialized = count
    }
  }

  /// The longer of width and height, in pixels.
  public var longerSide: Int { max(width, height) }
}
