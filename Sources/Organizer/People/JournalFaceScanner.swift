/// A fast reader of the list of faces, in exactly the form that `JournalEntry.line()` writes.
///
/// `JSONDecoder` takes 8 µs a face (measured on one core): eight seconds before every command for
/// a library of a million named faces. Nearly all of a journal is lists of faces, and nearly all
/// of them were written by photosort; this reader takes those, and `JSONDecoder` the rest of the
/// line and every line that differs by as much as a space.
struct JournalFaceScanner {
  /// What the list starts with.
  ///
  /// The comma before the quote shows that the quote is not an escaped one, so that this never
  /// matches inside a string.
  private static let key = Array(",\"faces\":[".utf8)
  private static let photo = Array("{\"photo\":\"".utf8)
  private static let box = Array("\",\"box\":[".utf8)
  private static let digestCount = "sha256:".utf8.count + 2 * PhotoDigest.byteCount

  private let line: UnsafeBufferPointer<UInt8>
  private var position: Int

  private init(line: UnsafeBufferPointer<UInt8>, position: Int) {
    self.line = line
    self.position = position
  }

  /// Splits a line into its faces and what comes before them.
  ///
  /// The list must be the last member of the line's object. Its closing bracket and the object's
  /// brace are the last two bytes, and what comes before must, with a brace put after it, be a
  /// whole JSON object by itself: so the list belongs to that object and to no inner one.
  ///
  /// - Returns: The faces and the length of what comes before them, or `nil` if the line is not
  ///   as this version writes it.
  static func split(
    _ line: UnsafeBufferPointer<UInt8>
  ) -> (faces: [FaceReference], prefixCount: Int)? {
    guard let start = firstIndex(of: key, in: line) else { return nil }
    var scanner = JournalFaceScanner(line: line, position: start + key.count)
    guard let faces = scanner.faces(), scanner.position == line.count else { return nil }
    return (faces, start)
  }

  private static func firstIndex(of key: [UInt8], in line: UnsafeBufferPointer<UInt8>) -> Int? {
    guard line.count >= key.count else { return nil }
    return (0...line.count - key.count).first { start in
      line[start] == key[0] && line[start..<start + key.count].elementsEqual(key)
    }
  }

  private mutating func faces() -> [FaceReference]? {
    var faces: [FaceReference] = []
    // The shortest face has 98 bytes or more.
    faces.reserveCapacity((line.count - position) / 98)
    if !take(UInt8(ascii: "]")) {
      repeat {
        guard let face = face() else { return nil }
        faces.append(face)
      } while take(UInt8(ascii: ","))
      guard take(UInt8(ascii: "]")) else { return nil }
    }
    return take(UInt8(ascii: "}")) ? faces : nil
  }

  private mutating func face() -> FaceReference? {
    guard take(Self.photo), line.count - position > Self.digestCount else { return nil }
    let text = UnsafeBufferPointer(rebasing: line[position..<position + Self.digestCount])
    guard let photo = PhotoDigest(text: text) else { return nil }
    position += Self.digestCount
    guard take(Self.box),
      let left = millionths(), take(UInt8(ascii: ",")),
      let top = millionths(), take(UInt8(ascii: ",")),
      let columns = millionths(), take(UInt8(ascii: ",")),
      let rows = millionths(), take(UInt8(ascii: "]")), take(UInt8(ascii: "}")),
      let box = FractionalBox(left: left, top: top, columns: columns, rows: rows)
    else { return nil }
    return FaceReference(photo: photo, box: box)
  }

  /// Takes a number of at most six decimals that is one of JSON and at most 999.999999.
  private mutating func millionths() -> Int32? {
    let isNegative = take(UInt8(ascii: "-"))
    let start = position
    guard let whole = digits(atMost: 3) else { return nil }
    guard position - start == 1 || line[start] != UInt8(ascii: "0") else { return nil }
    var units = whole * 1_000_000
    if take(UInt8(ascii: ".")) {
      let fractionStart = position
      guard var fraction = digits(atMost: 6) else { return nil }
      for _ in position - fractionStart..<6 { fraction *= 10 }
      units += fraction
    }
    return isNegative ? -units : units
  }

  private mutating func digits(atMost count: Int) -> Int32? {
    var value: Int32 = 0
    let start = position
    while position < line.count, position - start < count, (0x30...0x39).contains(line[position]) {
      value = value * 10 + Int32(line[position] - 0x30)
      position += 1
    }
    return position > start ? value : nil
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard position < line.count, line[position] == byte else { return false }
    position += 1
    return true
  }

  private mutating func take(_ bytes: [UInt8]) -> Bool {
    guard line.count - position >= bytes.count,
      line[position..<position + bytes.count].elementsEqual(bytes)
    else { return false }
    position += bytes.count
    return true
  }
}
