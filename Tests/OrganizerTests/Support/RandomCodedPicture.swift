/// JPEGs of random codes and random data: codes of up to 16 bits and numbers of up to 15, as no photo
/// has them, and every way to go on or break off.
struct RandomCodedPicture {
  private var bytes: [UInt8] = [0xFF, 0xD8]

  /// Makes a grey picture, or one of colours at half the sides (4:2:0).
  static func file(isGray: Bool, using generator: inout PhotoFixture.Generator) -> [UInt8] {
    var picture = RandomCodedPicture()
    let (width, height) = (
      Int.random(in: 1...90, using: &generator), Int.random(in: 1...90, using: &generator)
    )
    let components = isGray ? 1 : 3
    let steps = (0..<64).map { _ in UInt8.random(in: 1...9, using: &generator) }
    picture.segment(0xDB, [0] + steps)
    var frame: [UInt8] = [8, 0, UInt8(height), 0, UInt8(width), UInt8(components)]
    var scan = [UInt8(components)]
    for number in 0..<UInt8(components) {
      frame += [number, number == 0 && !isGray ? 0x22 : 0x11, 0]
      scan += [number, number == 0 ? 0x00 : 0x11]
    }
    picture.segment(0xC0, frame)
    for number in 0..<UInt8(isGray ? 1 : 2) {
      // Sizes of DC numbers, and zeros with sizes of others.
      picture.segment(0xC4, [number] + table(symbols: Array(0...15), using: &generator))
      picture.segment(0xC4, [0x10 | number] + table(symbols: Array(0...255), using: &generator))
    }
    picture.segment(0xDA, scan + [0, 63, 0])
    for _ in 0..<(width + 8) * (height + 8) * 2 {
      let byte = UInt8.random(in: 0...255, using: &generator)
      picture.bytes += byte == 0xFF ? [0xFF, 0] : [byte]
    }
    return picture.bytes + [0xFF, 0xD9]
  }

  /// Appends a marker with what belongs to it.
  private mutating func segment(_ marker: UInt8, _ content: [UInt8]) {
    let length = content.count + 2
    bytes += [0xFF, marker, UInt8(length >> 8), UInt8(length & 255)] + content
  }

  /// Makes a table of codes (ITU-T T.81, B.2.4.2): how many there are of each length, and their symbols.
  private static func table(
    symbols: [UInt8], using generator: inout PhotoFixture.Generator
  ) -> [UInt8] {
    // A table of few short codes leaves many to the long ones.
    let sparseness = Int.random(in: 1...6, using: &generator)
    var (counts, free, given) = ([UInt8](), 1, 0)
    for length in 1...16 {
      free *= 2
      // No code is all ones, so one is always left.
      let most = min(free - 1, symbols.count - given)
      let count =
        length == 16 ? most : Int.random(in: 0...max(0, most / sparseness), using: &generator)
      counts.append(UInt8(min(count, 255)))
      free -= Int(counts[length - 1])
      given += Int(counts[length - 1])
    }
    return counts + symbols.shuffled(using: &generator).prefix(given)
  }
}
