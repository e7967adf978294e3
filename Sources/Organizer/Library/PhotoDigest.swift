import Crypto

/// The SHA-256 of a photo file's bytes: what identifies a photo wherever it is moved.
///
/// Digests are ordered as their hexadecimal digits are.
public struct PhotoDigest: Hashable, Comparable, Sendable {
  /// The number of bytes of a digest.
  public static let byteCount = 32

  /// What the text form starts with.
  private static let prefix = "sha256:"

  // Four words instead of an array: no allocation, and comparisons of whole words. The first word
  // holds the first eight bytes, most significant first, so that words order as bytes do.
  private let first: UInt64
  private let second: UInt64
  private let third: UInt64
  private let fourth: UInt64

  /// Makes a digest from its bytes, or `nil` if they are not exactly ``byteCount``.
  public init?(bytes: some Collection<UInt8>) {
    guard bytes.count == Self.byteCount else { return nil }
    self.init(checkedBytes: bytes)
  }

  /// Makes a digest from its text form, or `nil` if it is not `sha256:` and 64 hexadecimal digits.
  public init?(_ text: String) {
    var text = text
    let digest = text.withUTF8 { PhotoDigest(text: $0) }
    guard let digest else { return nil }
    self = digest
  }

  /// Computes the digest of a file's whole content.
  public init(of content: [UInt8]) {
    var accumulator = Accumulator()
    content.withUnsafeBytes { accumulator.update($0) }
    self = accumulator.digest()
  }

  /// Makes a digest from the bytes of its text form; `nil` if they are not one.
  init?(text: UnsafeBufferPointer<UInt8>) {
    let prefixCount = Self.prefix.utf8.count
    guard text.count == prefixCount + 2 * Self.byteCount, text.starts(with: Self.prefix.utf8)
    else { return nil }
    var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
    for index in 0..<16 {
      guard let a = hexadecimalValue(text[prefixCount + index]),
        let b = hexadecimalValue(text[prefixCount + 16 + index]),
        let c = hexadecimalValue(text[prefixCount + 32 + index]),
        let d = hexadecimalValue(text[prefixCount + 48 + index])
      else { return nil }
      words = (words.0 << 4 | a, words.1 << 4 | b, words.2 << 4 | c, words.3 << 4 | d)
    }
    (first, second, third, fourth) = words
  }

  private init(checkedBytes bytes: some Sequence<UInt8>) {
    var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
    for (index, byte) in bytes.enumerated() {
      switch index / 8 {
      case 0: words.0 = words.0 << 8 | UInt64(byte)
      case 1: words.1 = words.1 << 8 | UInt64(byte)
      case 2: words.2 = words.2 << 8 | UInt64(byte)
      default: words.3 = words.3 << 8 | UInt64(byte)
      }
    }
    (first, second, third, fourth) = words
  }

  /// The first eight bytes as a number: as evenly spread as the whole.
  var firstWord: UInt64 { first }
  /// The eight bytes after these.
  var secondWord: UInt64 { second }

  /// The bytes, ``byteCount`` of them.
  public var bytes: [UInt8] {
    [first, second, third, fourth].flatMap { word in
      stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: word >> UInt64($0)) }
    }
  }

  /// The 64 lower-case hexadecimal digits.
  public var hexadecimal: String {
    String(description.dropFirst(Self.prefix.count))
  }

  /// Orders digests as their bytes.
  public static func < (left: PhotoDigest, right: PhotoDigest) -> Bool {
    (left.first, left.second, left.third, left.fourth)
      < (right.first, right.second, right.third, right.fourth)
  }

  /// Hashes the first word alone, which is as evenly spread as the whole digest.
  public func hash(into hasher: inout Swift.Hasher) {
    hasher.combine(first)
  }
}

extension PhotoDigest: CustomStringConvertible {
  /// The text form: `sha256:` and 64 lower-case hexadecimal digits.
  public var description: String {
    var text: [UInt8] = []
    appendText(to: &text)
    return String(decoding: text, as: UTF8.self)
  }

  /// Appends the text form.
  func appendText(to text: inout [UInt8]) {
    text.append(contentsOf: Self.prefix.utf8)
    for word in [first, second, third, fourth] {
      for shift in stride(from: UInt64(60), through: 0, by: -4) {
        let digit = UInt8(truncatingIfNeeded: (word >> shift) & 15)
        text.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
      }
    }
  }
}

extension PhotoDigest {
  /// Computes a digest from a file read in chunks.
  public struct Accumulator {
    private var hash = SHA256()

    /// Starts with no bytes.
    public init() {}

    /// Adds the next bytes of the file.
    public mutating func update(_ chunk: UnsafeRawBufferPointer) {
      hash.update(bufferPointer: chunk)
    }

    /// Returns the digest of all bytes added so far; more may follow.
    public func digest() -> PhotoDigest {
      PhotoDigest(checkedBytes: hash.finalize())
    }
  }
}

/// Returns the value of a hexadecimal digit of either case, or `nil`.
private func hexadecimalValue(_ byte: UInt8) -> UInt64? {
  switch byte {
  case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt64(byte - UInt8(ascii: "0"))
  case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt64(byte - UInt8(ascii: "a") + 10)
  case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt64(byte - UInt8(ascii: "A") + 10)
  default: nil
  }
}
