/// A drawing in SVG 1.1, element by element; the same bytes for the same calls.
struct SVGText {
  let width: Int
  let height: Int
  private var elements: [String] = []

  /// Begins an empty drawing on white.
  init(width: Int, height: Int) {
    self.width = width
    self.height = height
  }

  /// The whole document.
  var document: String {
    """
    <svg xmlns="http://www.w3.org/2000/svg" width="\(width)" height="\(height)" \
    viewBox="0 0 \(width) \(height)" font-family="sans-serif" font-size="12">
    <rect width="100%" height="100%" fill="white"/>
    \(elements.joined(separator: "\n"))
    </svg>

    """
  }

  /// Adds a straight line.
  mutating func line(
    _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, color: String, dashes: String? = nil
  ) {
    let dashed = dashes.map { " stroke-dasharray=\"\($0)\"" } ?? ""
    elements.append(
      "<line x1=\"\(Self.number(x1))\" y1=\"\(Self.number(y1))\" x2=\"\(Self.number(x2))\" "
        + "y2=\"\(Self.number(y2))\" stroke=\"\(color)\"\(dashed)/>")
  }

  /// Adds a curve through points.
  mutating func curve(_ points: [(x: Double, y: Double)], color: String) {
    let list = points.map { "\(Self.number($0.x)),\(Self.number($0.y))" }.joined(separator: " ")
    elements.append(
      "<polyline points=\"\(list)\" fill=\"none\" stroke=\"\(color)\" stroke-width=\"1.8\"/>")
  }

  /// Adds a disc.
  ///
  /// - Parameter identifier: What a page may know it by.
  mutating func disc(
    _ x: Double, _ y: Double, radius: Double, color: String, identifier: String? = nil,
    title: String? = nil
  ) {
    let id = identifier.map { " data-face=\"\(Self.escaped($0))\"" } ?? ""
    let place = "cx=\"\(Self.number(x))\" cy=\"\(Self.number(y))\" r=\"\(Self.number(radius))\""
    let body = title.map { "><title>\(Self.escaped($0))</title></circle>" } ?? "/>"
    elements.append("<circle\(id) \(place) fill=\"\(color)\"\(body)")
  }

  /// Where a text begins, has its middle, or ends.
  enum Anchor: String { case start, middle, end }

  /// Adds a text.
  mutating func text(
    _ text: String, _ x: Double, _ y: Double, anchor: Anchor = .start, size: Int = 12,
    color: String = "#333"
  ) {
    elements.append(
      "<text x=\"\(Self.number(x))\" y=\"\(Self.number(y))\" text-anchor=\"\(anchor.rawValue)\" "
        + "font-size=\"\(size)\" fill=\"\(color)\">\(Self.escaped(text))</text>")
  }

  /// A text as XML has it; control characters, which XML forbids, as spaces.
  static func escaped(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "'": escaped += "&#39;"
      default:
        let isControl = scalar.value < 32 || scalar.value == 0xFFFE || scalar.value == 0xFFFF
        escaped.unicodeScalars.append(isControl ? " " : scalar)
      }
    }
    return escaped
  }

  /// A number with at most two decimals.
  static func number(_ value: Double) -> String {
    var bytes: [UInt8] = []
    bytes.appendDecimal(value.isFinite ? value : 0, places: 2)
    return String(decoding: bytes, as: UTF8.self)
  }
}

/// Colours that are told apart, also by most who see colours differently (Okabe and Ito, "Color
/// Universal Design", 2008), and then by shade.
enum Palette {
  private static let colors = [
    "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#7A5195", "#8C6D31",
    "#B22222", "#4B6C4B", "#1F3A93", "#999933",
  ]

  /// The colour of a series; after twelve they begin again.
  static func color(_ number: Int) -> String { colors[number % colors.count] }
}
