/// The window of nearly all depthwise convolutions: 3×3 taps, a step of 1 or 2, one pixel of border.
///
/// All nine taps of eight (or four) neighbouring results are summed in registers and stored once. The
/// last vector of a row reaches back over results that are there already, so that no tail is left.
struct DepthwiseThreeByThree {
  private let width: Int
  private let height: Int
  private let outputWidth: Int
  private let outputHeight: Int
  private let taps: UnsafePointer<Float>
  private let bias: Float
  private let step: Int
  /// The results whose right tap lies inside the row: 1 ..< end.
  private let end: Int

  /// Whether a convolution has this window and rows of at least three pixels.
  static func fits(_ g: ConvolutionGeometry) -> Bool {
    let (rows, columns) = (g.window.rows, g.window.columns)
    return rows.extent == 3 && columns.extent == 3 && rows.dilation == 1 && columns.dilation == 1
      && rows.step == columns.step && (1...2).contains(rows.step) && rows.before == 1
      && columns.before == 1 && g.width >= 3
  }

  init(_ g: ConvolutionGeometry, taps: UnsafePointer<Float>, bias: Float) {
    (width, height) = (g.width, g.height)
    (outputWidth, outputHeight) = (g.outputWidth, g.outputHeight)
    self.taps = taps
    self.bias = bias
    step = g.window.columns.step
    end = min(outputWidth, (width - 2) / step + 1)
  }

  /// Three rows of pixels under the window; one outside the image is any row, its weights 0.
  private struct Rows {
    var pixels: (UnsafePointer<Float>, UnsafePointer<Float>, UnsafePointer<Float>)
    var weights: (SIMD4<Float>, SIMD4<Float>, SIMD4<Float>)
  }

  /// Computes a channel.
  ///
  /// - Parameters:
  ///   - plane: `[height, width]`
  ///   - result: `[output height, output width]`
  func run(_ plane: UnsafePointer<Float>, into result: UnsafeMutablePointer<Float>) {
    for y in 0..<outputHeight {
      let rows = Rows(
        pixels: (row(plane, y, 0), row(plane, y, 1), row(plane, y, 2)),
        weights: (weights(y, 0), weights(y, 1), weights(y, 2)))
      let target = result + y * outputWidth
      edges(rows, target)
      switch (step, end - 1) {
      case (1, 8...): sweep(by: 8, rows, target) { store(sums8($0, $1), to: $2) }
      case (1, 4...): sweep(by: 4, rows, target) { store(sums4($0, $1), to: $2) }
      case (2, 8...): sweep(by: 8, rows, target) { store(strided8($0, $1), to: $2) }
      case (2, 4...): sweep(by: 4, rows, target) { store(strided4($0, $1), to: $2) }
      default: for x in 1..<max(1, end) { target[x] = single(rows, x) }
      }
    }
  }

  private func row(_ plane: UnsafePointer<Float>, _ y: Int, _ i: Int) -> UnsafePointer<Float> {
    plane + min(max(y * step + i - 1, 0), height - 1) * width
  }

  private func weights(_ y: Int, _ i: Int) -> SIMD4<Float> {
    guard (0..<height).contains(y * step + i - 1) else { return .zero }
    return SIMD4(taps[3 * i], taps[3 * i + 1], taps[3 * i + 2], 0)
  }

  /// Calls `body` for vectors that cover the results 1 ..< end.
  @inline(__always)
  private func sweep(
    by count: Int, _ rows: Rows, _ target: UnsafeMutablePointer<Float>,
    _ body: (Rows, Int, UnsafeMutablePointer<Float>) -> Void
  ) {
    var x = 1
    while x + count <= end {
      body(rows, x, target + x)
      x += count
    }
    if x < end { body(rows, end - count, target + end - count) }
  }

  /// The first result, and those whose right tap lies in the border.
  @inline(__always)
  private func edges(_ rows: Rows, _ target: UnsafeMutablePointer<Float>) {
    target[0] = single(rows, 0)
    for x in max(1, end)..<max(1, end, outputWidth) { target[x] = single(rows, x) }
  }

  @inline(__always)
  private func single(_ rows: Rows, _ x: Int) -> Float {
    let p = x * step
    var sum = bias
    sum += taps3(rows.pixels.0, rows.weights.0, p)
    sum += taps3(rows.pixels.1, rows.weights.1, p)
    sum += taps3(rows.pixels.2, rows.weights.2, p)
    return sum
  }

  @inline(__always)
  private func taps3(_ pixels: UnsafePointer<Float>, _ w: SIMD4<Float>, _ p: Int) -> Float {
    var sum: Float = 0
    if p >= 1, p - 1 < width { sum += w.x * pixels[p - 1] }
    if p < width { sum += w.y * pixels[p] }
    if p + 1 < width { sum += w.z * pixels[p + 1] }
    return sum
  }

  @inline(__always)
  private func sums8(_ rows: Rows, _ x: Int) -> SIMD8<Float> {
    var sum = SIMD8<Float>(repeating: bias)
    add8(&sum, rows.pixels.0 + x, rows.weights.0)
    add8(&sum, rows.pixels.1 + x, rows.weights.1)
    add8(&sum, rows.pixels.2 + x, rows.weights.2)
    return sum
  }

  @inline(__always)
  private func add8(_ sum: inout SIMD8<Float>, _ p: UnsafePointer<Float>, _ w: SIMD4<Float>) {
    sum += load(p - 1, SIMD8<Float>.self) * w.x
    sum += load(p, SIMD8<Float>.self) * w.y
    sum += load(p + 1, SIMD8<Float>.self) * w.z
  }

  @inline(__always)
  private func sums4(_ rows: Rows, _ x: Int) -> SIMD4<Float> {
    var sum = SIMD4<Float>(repeating: bias)
    add4(&sum, rows.pixels.0 + x, rows.weights.0)
    add4(&sum, rows.pixels.1 + x, rows.weights.1)
    add4(&sum, rows.pixels.2 + x, rows.weights.2)
    return sum
  }

  @inline(__always)
  private func add4(_ sum: inout SIMD4<Float>, _ p: UnsafePointer<Float>, _ w: SIMD4<Float>) {
    sum += load(p - 1, SIMD4<Float>.self) * w.x
    sum += load(p, SIMD4<Float>.self) * w.y
    sum += load(p + 1, SIMD4<Float>.self) * w.z
  }

  @inline(__always)
  private func strided8(_ rows: Rows, _ x: Int) -> SIMD8<Float> {
    var sum = SIMD8<Float>(repeating: bias)
    addStrided8(&sum, rows.pixels.0 + 2 * x, rows.weights.0)
    addStrided8(&sum, rows.pixels.1 + 2 * x, rows.weights.1)
    addStrided8(&sum, rows.pixels.2 + 2 * x, rows.weights.2)
    return sum
  }

  /// From the first middle tap on, even pixels are middle taps and odd ones right taps.
  @inline(__always)
  private func addStrided8(
    _ sum: inout SIMD8<Float>, _ p: UnsafePointer<Float>, _ w: SIMD4<Float>
  ) {
    let here = load(p, SIMD16<Float>.self)
    sum += load(p - 1, SIMD16<Float>.self).evenHalf * w.x
    sum += here.evenHalf * w.y
    sum += here.oddHalf * w.z
  }

  @inline(__always)
  private func strided4(_ rows: Rows, _ x: Int) -> SIMD4<Float> {
    var sum = SIMD4<Float>(repeating: bias)
    addStrided4(&sum, rows.pixels.0 + 2 * x, rows.weights.0)
    addStrided4(&sum, rows.pixels.1 + 2 * x, rows.weights.1)
    addStrided4(&sum, rows.pixels.2 + 2 * x, rows.weights.2)
    return sum
  }

  @inline(__always)
  private func addStrided4(
    _ sum: inout SIMD4<Float>, _ p: UnsafePointer<Float>, _ w: SIMD4<Float>
  ) {
    let here = load(p, SIMD8<Float>.self)
    sum += load(p - 1, SIMD8<Float>.self).evenHalf * w.x
    sum += here.evenHalf * w.y
    sum += here.oddHalf * w.z
  }

  @inline(__always)
  private func load<Vector>(_ values: UnsafePointer<Float>, _: Vector.Type) -> Vector {
    UnsafeRawPointer(values).loadUnaligned(as: Vector.self)
  }

  @inline(__always)
  private func store<Vector>(_ vector: Vector, to values: UnsafeMutablePointer<Float>) {
    UnsafeMutableRawPointer(values).storeBytes(of: vector, as: Vector.self)
  }
}
