/// One of the eight ways to lay an image down: its axes exchanged, or not, and then each of them flipped, or
/// not.
package struct ImageTurn: Equatable, Sendable {
  /// Whether rows become columns.
  package let swapsSides: Bool
  /// Whether, after exchanging axes, left and right change places.
  package let flipsX: Bool
  /// Whether, after exchanging axes, top and bottom change places.
  package let flipsY: Bool

  /// Makes a turn; all flips come after the exchange of axes.
  package init(swapsSides: Bool, flipsX: Bool, flipsY: Bool) {
    (self.swapsSides, self.flipsX, self.flipsY) = (swapsSides, flipsX, flipsY)
  }

  /// Makes a turn clockwise.
  ///
  /// - Parameter quarters: How many quarters; 0 to 3.
  init(quarters: Int) {
    precondition((0..<4).contains(quarters), "there are four ways to turn an image")
    self.init(swapsSides: quarters % 2 == 1, flipsX: 1...2 ~= quarters, flipsY: 2...3 ~= quarters)
  }

  /// Writes some rows of an image where they lie in the turned one.
  ///
  /// - Parameters:
  ///   - samples: `[rows, width, 3]`
  ///   - rows: Which of the image's rows they are.
  ///   - width: The image's columns.
  ///   - height: All of its rows.
  ///   - target: The samples of the whole turned image.
  package func write(
    _ samples: UnsafeBufferPointer<UInt8>, rows: Range<Int>, width: Int, height: Int,
    to target: UnsafeMutableBufferPointer<UInt8>
  ) {
    precondition(rows.lowerBound >= 0 && rows.upperBound <= height)
    precondition(samples.count == rows.count * width * 3)
    precondition(target.count == width * height * 3)
    guard let source = samples.baseAddress, let target = target.baseAddress else { return }
    let strip = Strip(source: source, rows: rows, width: width, height: height)
    if swapsSides { writeColumns(strip, to: target) } else { writeRows(strip, to: target) }
  }

  private struct Strip {
    let source: UnsafePointer<UInt8>
    let rows: Range<Int>
    let width: Int
    let height: Int
  }

  private func writeRows(_ strip: Strip, to target: UnsafeMutablePointer<UInt8>) {
    let step = strip.width * 3
    for (index, row) in strip.rows.enumerated() {
      let line = strip.source + index * step
      let turned = target + (flipsY ? strip.height - 1 - row : row) * step
      if flipsX {
        VectorKernels.best.reverseRow(line, count: strip.width, to: turned)
      } else {
        turned.update(from: line, count: step)
      }
    }
  }

  private func writeColumns(_ strip: Strip, to target: UnsafeMutablePointer<UInt8>) {
    let (step, turnedStep) = (strip.width * 3, strip.height * 3)
    let left = flipsX ? strip.height - strip.rows.upperBound : strip.rows.lowerBound
    let top = flipsY ? strip.width - 1 : 0
    VectorKernels.best.turnRows(
      flipsX ? strip.source + (strip.rows.count - 1) * step : strip.source,
      step: flipsX ? -step : step, rowCount: strip.rows.count, count: strip.width,
      to: target + top * turnedStep + left * 3, columnStep: flipsY ? -turnedStep : turnedStep)
  }
}

extension Image {
  /// Returns the image laid down in another way.
  ///
  /// - Complexity: O(*n*) in the number of pixels, each read and written once.
  package consuming func turned(_ turn: ImageTurn) -> Image {
    guard turn != ImageTurn(quarters: 0) else { return self }
    let (width, height) = (width, height)
    return pixels.withUnsafeBufferPointer { pixels in
      Image(width: turn.swapsSides ? height : width, height: turn.swapsSides ? width : height) {
        turn.write(pixels, rows: 0..<height, width: width, height: height, to: $0)
      }
    }
  }
}
