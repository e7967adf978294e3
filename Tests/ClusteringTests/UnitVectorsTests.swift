import Clustering
import Testing

@Suite struct UnitVectorsTests {
  @Test func rowsHaveUnitLengthAndKeepTheirDirection() throws {
    var random = SeededRandom(seed: 1)
    let rows = (0..<50).map { scale in
      random.vector(19).map { $0 * Float(scale + 1) * 1e-20 }
    }
    let vectors = try UnitVectors(rows: rows, dimension: 19)
    #expect(vectors.count == 50)
    for row in 0..<50 {
      // Rounding to Float changes a length by at most 2⁻²⁴ of itself.
      #expect(abs(vectors.plainSimilarity(row, row) - 1) < 2e-7)
      let cosine = zip(rows[row], vectors[row]).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
      let length = rows[row].reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
      #expect(abs(cosine / length - 1) < 2e-7)
    }
  }

  @Test func valuesLieOnTheGridThatMakesSumsExact() throws {
    var random = SeededRandom(seed: 2)
    let vectors = try UnitVectors(rows: (0..<40).map { _ in random.vector(64) }, dimension: 64)
    #expect(
      vectors.values.allSatisfy { (Double($0) * 0x1p30).truncatingRemainder(dividingBy: 1) == 0 })
  }

  @Test func extremeLengthsAreNoDifference() throws {
    let tiny = try UnitVectors([.leastNonzeroMagnitude, 0], dimension: 2)
    let huge = try UnitVectors([.greatestFiniteMagnitude, .greatestFiniteMagnitude], dimension: 2)
    #expect(tiny.values == [1, 0])
    #expect(abs(huge.plainSimilarity(0, 0) - 1) < 2e-7)
  }

  @Test func noRowsAreNoError() throws {
    #expect(try UnitVectors([], dimension: 128).count == 0)
  }

  @Test func selectingKeepsRowsBitForBit() throws {
    var random = SeededRandom(seed: 3)
    let vectors = try UnitVectors(rows: (0..<9).map { _ in random.vector(5) }, dimension: 5)
    let selected = vectors.selecting([7, 2, 2])
    #expect(selected.count == 3)
    #expect(selected[0] == vectors[7])
    #expect(selected[2] == vectors[2])
  }

  @Test func damagedRowsAreRejectedWithTheirPlace() {
    #expect(throws: ClusteringError.valueNotFinite(row: 1, column: 0)) {
      try UnitVectors([1, 2, .nan, 4], dimension: 2)
    }
    #expect(throws: ClusteringError.valueNotFinite(row: 1, column: 1)) {
      try UnitVectors([1, 2, 3, -.infinity], dimension: 2)
    }
    #expect(throws: ClusteringError.rowIsZero(row: 2)) {
      try UnitVectors([1, 0, 0, 1, 0, -0.0], dimension: 2)
    }
    #expect(throws: ClusteringError.incompleteRow(valueCount: 5, dimension: 2)) {
      try UnitVectors([1, 2, 3, 4, 5], dimension: 2)
    }
    #expect(throws: ClusteringError.dimensionNotPositive(dimension: 0)) {
      try UnitVectors([], dimension: 0)
    }
    #expect(throws: ClusteringError.rowLengthDiffers(row: 1, length: 1, dimension: 2)) {
      try UnitVectors(rows: [[1, 2], [3]], dimension: 2)
    }
  }
}
