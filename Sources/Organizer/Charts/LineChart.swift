/// Curves over an axis of numbers, with a legend.
package struct LineChart: Sendable {
  /// One curve.
  package struct Series: Sendable {
    let name: String
    let points: [(x: Double, y: Double)]

    /// Makes a curve of points, by ascending x.
    package init(name: String, points: [(x: Double, y: Double)]) {
      self.name = name
      self.points = points
    }
  }

  /// A vertical line with a word.
  package struct Marker: Sendable {
    let x: Double
    let label: String

    /// Makes a marker.
    package init(x: Double, label: String) {
      self.x = x
      self.label = label
    }
  }

  let title: String
  let xLabel: String
  let series: [Series]
  let markers: [Marker]
  let yRange: ClosedRange<Double>

  /// Makes a chart; points above or below the range of y are drawn at its edge.
  package init(
    title: String, xLabel: String, yRange: ClosedRange<Double>, series: [Series],
    markers: [Marker] = []
  ) {
    self.title = title
    self.xLabel = xLabel
    self.yRange = yRange
    self.series = series
    self.markers = markers
  }

  private static let (width, height) = (760, 460)
  private static let (left, right, top, bottom) = (60.0, 560.0, 50.0, 400.0)

  /// The drawing as SVG.
  package func svg() -> [UInt8] {
    var svg = SVGText(width: Self.width, height: Self.height)
    let all = series.flatMap(\.points)
    let low = all.map(\.x).min() ?? 0
    let high = max(all.map(\.x).max() ?? 1, low + 1e-9)
    func x(_ value: Double) -> Double {
      Self.left + (value - low) / (high - low) * (Self.right - Self.left)
    }
    func y(_ value: Double) -> Double {
      let inside = min(max(value, yRange.lowerBound), yRange.upperBound)
      let share = (inside - yRange.lowerBound) / (yRange.upperBound - yRange.lowerBound)
      return Self.bottom - share * (Self.bottom - Self.top)
    }
    svg.text(title, Self.left, 28, size: 15)
    axes(&svg, low...high, x, y)
    for marker in markers where (low...high).contains(marker.x) {
      svg.line(x(marker.x), Self.top, x(marker.x), Self.bottom, color: "#888", dashes: "4 3")
    }
    for (number, curve) in series.enumerated() {
      let color = Palette.color(number)
      svg.curve(curve.points.map { (x($0.x), y($0.y)) }, color: color)
      let row = Self.top + 14 + Double(number) * 20
      svg.line(Self.right + 18, row - 4, Self.right + 42, row - 4, color: color)
      svg.text(curve.name, Self.right + 48, row)
    }
    for (number, marker) in markers.enumerated() {
      let row = Self.top + 30 + Double(series.count + number) * 20
      svg.line(Self.right + 18, row - 4, Self.right + 42, row - 4, color: "#888", dashes: "4 3")
      svg.text(marker.label, Self.right + 48, row)
    }
    return Array(svg.document.utf8)
  }

  private func axes(
    _ svg: inout SVGText, _ range: ClosedRange<Double>, _ x: (Double) -> Double,
    _ y: (Double) -> Double
  ) {
    for value in Self.ticks(yRange) {
      svg.line(Self.left, y(value), Self.right, y(value), color: "#ddd")
      svg.text(SVGText.number(value), Self.left - 8, y(value) + 4, anchor: .end)
    }
    for value in Self.ticks(range) {
      svg.line(x(value), Self.bottom, x(value), Self.bottom + 5, color: "#333")
      svg.text(SVGText.number(value), x(value), Self.bottom + 20, anchor: .middle)
    }
    svg.line(Self.left, Self.bottom, Self.right, Self.bottom, color: "#333")
    svg.line(Self.left, Self.top, Self.left, Self.bottom, color: "#333")
    svg.text(xLabel, (Self.left + Self.right) / 2, Self.bottom + 42, anchor: .middle)
  }

  /// Round numbers of a range, about six.
  static func ticks(_ range: ClosedRange<Double>) -> [Double] {
    let steps = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10]
    let span = range.upperBound - range.lowerBound
    let step = steps.first { span / $0 <= 7 } ?? span / 6
    let first = (range.lowerBound / step - 1e-9).rounded(.up)
    let last = (range.upperBound / step + 1e-9).rounded(.down)
    guard first <= last else { return [] }
    return (Int(first)...Int(last)).map { Double($0) * step }
  }
}
