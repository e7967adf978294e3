import FaceInference
import Testing

@Suite struct ImageTurnTests {
  private static let turns = (0..<8).map {
    ImageTurn(swapsSides: $0 & 4 != 0, flipsX: $0 & 2 != 0, flipsY: $0 & 1 != 0)
  }

  /// As a decoder gives rows: some at a time, the last ones fewer.
  @Test(arguments: turns, [(1, 1), (7, 9), (33, 70), (70, 33)])
  func stripsTurnAsTheWholeDoes(turn: ImageTurn, sides: (width: Int, height: Int)) {
    let (width, height) = sides
    let image = DrawnImage.noise(width: width, height: height, seed: 3)
    let whole = image.turned(turn)
    for stripHeight in [1, 4, 32] {
      let made = Image(width: whole.width, height: whole.height) { target in
        image.pixels.withUnsafeBufferPointer { pixels in
          for first in stride(from: 0, to: height, by: stripHeight) {
            let rows = first..<min(first + stripHeight, height)
            let samples = rows.lowerBound * width * 3..<rows.upperBound * width * 3
            turn.write(
              UnsafeBufferPointer(rebasing: pixels[samples]), rows: rows, width: width,
              height: height, to: target)
          }
        }
      }
      #expect(made == whole)
    }
  }

  /// Each pixel by the words of the type: axes first, then flips.
  @Test(arguments: turns, [(1, 5), (7, 9), (40, 21)])
  func pixelsLieWhereTheTurnSays(turn: ImageTurn, sides: (width: Int, height: Int)) {
    let (width, height) = sides
    let image = DrawnImage.noise(width: width, height: height, seed: 4)
    let turned = image.turned(turn)
    let swaps = turn.swapsSides
    #expect((turned.width, turned.height) == (swaps ? (height, width) : (width, height)))
    for y in 0..<height {
      for x in 0..<width {
        let (across, down) = swaps ? (y, x) : (x, y)
        let toX = turn.flipsX ? turned.width - 1 - across : across
        let toY = turn.flipsY ? turned.height - 1 - down : down
        let (from, to) = ((y * width + x) * 3, (toY * turned.width + toX) * 3)
        #expect(image.pixels[from..<from + 3] == turned.pixels[to..<to + 3])
      }
    }
  }
}
