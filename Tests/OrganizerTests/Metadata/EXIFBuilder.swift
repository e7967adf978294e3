/// Writes EXIF blocks for tests, wrong ones as well.
struct EXIFBuilder {
  enum Directory: CaseIterable { case main, photo, gps }

  private struct Entry {
    let tag: UInt16
    let type: UInt16
    let count: UInt32
    let value: [UInt8]
  }

  var isBigEndian = false
  private var entries: [Directory: [Entry]] = [:]

  init(isBigEndian: Bool = false) {
    self.isBigEndian = isBigEndian
  }

  mutating func add(_ tag: UInt16, _ text: String, in directory: Directory) {
    let bytes = Array(text.utf8) + [0]
    add(tag, type: 2, count: UInt32(bytes.count), bytes, in: directory)
  }

  mutating func add(_ tag: UInt16, short: UInt16, in directory: Directory) {
    add(tag, type: 3, count: 1, number(UInt32(short), bytes: 2), in: directory)
  }

  mutating func add(_ tag: UInt16, rationals: [(UInt32, UInt32)], in directory: Directory) {
    let bytes = rationals.flatMap { number($0.0, bytes: 4) + number($0.1, bytes: 4) }
    add(tag, type: 5, count: UInt32(rationals.count), bytes, in: directory)
  }

  mutating func add(
    _ tag: UInt16, type: UInt16, count: UInt32, _ value: [UInt8], in directory: Directory
  ) {
    entries[directory, default: []].append(
      Entry(tag: tag, type: type, count: count, value: value))
  }

  /// The block: mark, main directory, the others behind it, each with its values behind itself.
  var bytes: [UInt8] {
    var main = entries[.main] ?? []
    var block: [UInt8] = Array((isBigEndian ? "MM\0*" : "II*\0").utf8) + number(8, bytes: 4)
    let others: [(tag: UInt16, directory: Directory)] = [(0x8769, .photo), (0x8825, .gps)]
    let present = others.filter { entries[$0.directory] != nil }
    // The pointers stand inside their entries, so the main directory's size is known beforehand.
    var start = 8 + size(main) + 12 * present.count
    for (tag, directory) in present {
      main.append(Entry(tag: tag, type: 4, count: 1, value: number(UInt32(start), bytes: 4)))
      start += size(entries[directory] ?? [])
    }
    block += directory(main, at: 8)
    for (_, name) in present { block += directory(entries[name] ?? [], at: block.count) }
    return block
  }

  private func size(_ entries: [Entry]) -> Int {
    6 + entries.reduce(0) { $0 + 12 + ($1.value.count > 4 ? $1.value.count : 0) }
  }

  private func directory(_ entries: [Entry], at start: Int) -> [UInt8] {
    let entries = entries.sorted { $0.tag < $1.tag }
    var bytes = number(UInt32(entries.count), bytes: 2)
    var values: [UInt8] = []
    for entry in entries {
      bytes += number(UInt32(entry.tag), bytes: 2) + number(UInt32(entry.type), bytes: 2)
      bytes += number(entry.count, bytes: 4)
      if entry.value.count <= 4 {
        bytes += entry.value + Array(repeating: 0, count: 4 - entry.value.count)
      } else {
        let offset = start + 6 + 12 * entries.count + values.count
        bytes += number(UInt32(offset), bytes: 4)
        values += entry.value
      }
    }
    return bytes + number(0, bytes: 4) + values
  }

  private func number(_ value: UInt32, bytes count: Int) -> [UInt8] {
    let little = (0..<count).map { UInt8(value >> (8 * $0) & 255) }
    return isBigEndian ? little.reversed() : little
  }
}
