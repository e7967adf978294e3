/// One cell of a row that is written as CSV.
public enum CSVCell: Sendable, Equatable {
  /// Nothing.
  case empty
  /// A text, guarded against being run as a formula.
  case text(String)
  /// A whole number.
  case integer(Int)
  /// A finite number with at most `places` decimals (0 to 9).
  case decimal(Double, places: Int)
}

/// A row read from CSV, with the line of the file on which it starts.
public struct CSVRow: Sendable, Equatable {
  /// The line on which the row starts; the first line is 1.
  public let line: Int
  /// The cells, unquoted.
  public let fields: [String]
}

/// A reason why a text cannot be read as CSV.
public enum CSVError: Error, Equatable {
  /// The quote opened on this line is never closed.
  case unclosedQuote(line: Int)
  /// This line is not UTF-8.
  case notUTF8(line: Int)
}

/// A writer and a reader of comma-separated values (RFC 4180, UTF-8).
public struct CSVText: Sendable {
  /// The rows written so far, each ended by CR LF.
  public private(set) var bytes: [UInt8] = []

  /// Starts an empty text.
  public init() {}

  /// Writes a row.
  public mutating func append(_ row: [CSVCell]) {
    for (index, cell) in row.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      switch cell {
      case .empty: break
      case .text(let text): append(text: text)
      case .integer(let number): bytes.appendInteger(number)
      case .decimal(let number, let places): bytes.appendDecimal(number, places: places)
      }
    }
    // A row of one empty cell would read as a blank line.
    if row.count == 1, row == [.empty] || row == [.text("")] {
      bytes.append(contentsOf: "\"\"".utf8)
    }
    bytes.append(contentsOf: "\r\n".utf8)
  }

  private mutating func append(text: String) {
    let utf8 = text.utf8
    let mustQuote =
      utf8.contains { [0x0A, 0x0D, UInt8(ascii: ","), UInt8(ascii: "\"")].contains($0) }
    if mustQuote { bytes.append(UInt8(ascii: "\"")) }
    if startsAsFormula(utf8) { bytes.append(UInt8(ascii: "'")) }
    for byte in utf8 {
      if byte == UInt8(ascii: "\"") { bytes.append(byte) }
      bytes.append(byte)
    }
    if mustQuote { bytes.append(UInt8(ascii: "\"")) }
  }
}

extension CSVText {
  /// Reads rows: quoted cells, line breaks inside quotes, any line end, a byte order mark.
  ///
  /// Blank lines are left out. A quote inside an unquoted cell stands for itself, and text after a
  /// closing quote is kept, as Python's `csv` does.
  ///
  /// - Throws: ``CSVError`` for a quote that is never closed and for bytes that are not UTF-8.
  public static func rows(of bytes: [UInt8]) throws(CSVError) -> [CSVRow] {
    var reader = CSVReader()
    for byte in bytes.dropFirst(bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0) {
      try reader.take(byte)
    }
    return try reader.finish()
  }

  /// Returns a cell's text without the apostrophe that the writer puts before formulas.
  public static func unguarded(_ text: String) -> String {
    guard text.utf8.first == UInt8(ascii: "'"), startsAsFormula(text.utf8.dropFirst())
    else { return text }
    return String(text.unicodeScalars.dropFirst())
  }
}

/// Whether a spreadsheet would run a cell that starts so (OWASP, "CSV Injection").
private func startsAsFormula(_ utf8: some Collection<UInt8>) -> Bool {
  guard let first = utf8.first else { return false }
  return "=+-@\t\r".utf8.contains(first)
}

/// A machine that takes CSV byte by byte.
private struct CSVReader {
  private enum Place { case cellStart, unquoted, quoted, afterQuote }

  private var rows: [CSVRow] = []
  private var fields: [String] = []
  private var cell: [UInt8] = []
  private var place = Place.cellStart
  private var line = 1
  private var rowLine = 1
  private var quoteLine = 1
  private var lastWasReturn = false

  mutating func take(_ byte: UInt8) throws(CSVError) {
    let endsReturn = lastWasReturn && byte == 0x0A
    lastWasReturn = byte == 0x0D
    if byte == 0x0D || (byte == 0x0A && !endsReturn) { line += 1 }
    switch (place, byte) {
    case (.quoted, UInt8(ascii: "\"")):
      place = .afterQuote
    case (.afterQuote, UInt8(ascii: "\"")):
      cell.append(byte)
      place = .quoted
    case (.quoted, _):
      cell.append(byte)
    case (.cellStart, UInt8(ascii: "\"")):
      place = .quoted
      quoteLine = line
    case (_, UInt8(ascii: ",")):
      try endCell()
    case (_, 0x0D):
      try endRow()
    case (_, 0x0A):
      if !endsReturn { try endRow() }
      rowLine = line
    default:
      cell.append(byte)
      place = .unquoted
    }
  }

  mutating func finish() throws(CSVError) -> [CSVRow] {
    guard place != .quoted else { throw .unclosedQuote(line: quoteLine) }
    try endRow()
    return rows
  }

  private mutating func endCell() throws(CSVError) {
    guard let text = String(validating: cell, as: UTF8.self) else { throw .notUTF8(line: rowLine) }
    fields.append(text)
    cell.removeAll(keepingCapacity: true)
    place = .cellStart
  }

  private mutating func endRow() throws(CSVError) {
    // A line without a single character is blank; `""` is a row of one empty cell.
    if !fields.isEmpty || place != .cellStart {
      try endCell()
      rows.append(CSVRow(line: rowLine, fields: fields))
      fields.removeAll(keepingCapacity: true)
    }
    rowLine = line
  }
}
