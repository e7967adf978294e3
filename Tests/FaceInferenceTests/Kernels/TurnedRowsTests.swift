import FaceInference
import TestSupport
import Testing

/// Rows written as columns, or backwards, on every kind of processor that this one is.
@Suite struct TurnedRowsTests {
  private static let levels = VectorKernels.Level.allCases.filter { VectorKernels($0) != nil }
  private static let sides = [
    (1, 1), (1, 9), (3, 5), (4, 4), (4, 6), (4, 8), (5, 17), (8, 10), (32, 33), (33, 70),
  ]

  @Test(arguments: levels, sides)
  func rowsBecomeColumnsInEveryDirection(
    level: VectorKernels.Level, sides: (rows: Int, columns: Int)
  ) throws {
    let kernels = try #require(VectorKernels(level))
    let (rowCount, count) = sides
    // A pixel after each row and each column that is not to be touched.
    let (step, columnStep) = (count * 3 + 3, rowCount * 3 + 3)
    var random = SeededRandom(seed: rowCount * 100 + count)
    let rows = (0..<rowCount * step).map { _ in UInt8.random(in: 0...255, using: &random) }
    for (flipsRows, flipsColumns) in [(false, false), (false, true), (true, false), (true, true)] {
      var columns = [UInt8](repeating: 7, count: count * columnStep)
      var expected = columns
      let (firstRow, firstColumn) = (
        flipsRows ? (rowCount - 1) * step : 0, flipsColumns ? (count - 1) * columnStep : 0
      )
      let (rowStep, toStep) = (flipsRows ? -step : step, flipsColumns ? -columnStep : columnStep)
      rows.withUnsafeBufferPointer { rows in
        columns.withUnsafeMutableBufferPointer { columns in
          guard let rows = rows.baseAddress, let columns = columns.baseAddress else { return }
          kernels.turnRows(
            rows + firstRow, step: rowStep, rowCount: rowCount, count: count,
            to: columns + firstColumn, columnStep: toStep)
        }
      }
      for row in 0..<rowCount {
        for sample in 0..<count * 3 {
          let place = firstColumn + sample / 3 * toStep + row * 3 + sample % 3
          expected[place] = rows[firstRow + row * rowStep + sample]
        }
      }
      #expect(columns == expected)
    }
  }

  @Test(arguments: levels, [1, 2, 4, 5, 6, 7, 10, 11, 12, 16, 31, 640])
  func aReversedRowHasTheSamePixelsFromTheOtherEnd(
    level: VectorKernels.Level, count: Int
  ) throws {
    let kernels = try #require(VectorKernels(level))
    var random = SeededRandom(seed: count)
    let row = (0..<count * 3).map { _ in UInt8.random(in: 0...255, using: &random) }
    var reversed = [UInt8](repeating: 7, count: count * 3 + 1)
    kernels.reverseRow(row, count: count, to: &reversed)
    let pixels = (0..<count).map { row[$0 * 3..<$0 * 3 + 3] }
    #expect(reversed == pixels.reversed().flatMap { $0 } + [7])
  }
}
