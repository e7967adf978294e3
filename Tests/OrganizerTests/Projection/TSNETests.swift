import Foundation
import Organizer
import Testing

@Suite struct TSNETests {
  private func points(_ count: Int, seed: Int) -> [SIMD2<Double>] {
    var random = SeededGenerator(seed: seed)
    return (0..<count).map { _ in
      SIMD2(Double.random(in: -3...3, using: &random), Double.random(in: -3...3, using: &random))
    }
  }

  private func rows(groups: Int, each: Int, noise: Float, seed: Int) -> [Float] {
    var random = SeededGenerator(seed: seed)
    var rows: [Float] = []
    for _ in 0..<groups {
      let center = (0..<8).map { _ in Float.random(in: -1...1, using: &random) }
      for _ in 0..<each {
        let row = center.map { $0 + Float.random(in: -noise...noise, using: &random) }
        let length = row.reduce(0) { $0 + $1 * $1 }.squareRoot()
        rows += row.map { $0 / length }
      }
    }
    return rows
  }

  @Test(arguments: [1, 2, 30, 200])
  func theTreeSumsWhatThePointsSum(count: Int) {
    var places = points(count, seed: count)
    if count > 2 { places[1] = places[0] }  // Copies of one place.
    let tree = QuadTree(places)
    for i in places.indices {
      var (sum, force) = (0.0, SIMD2<Double>.zero)
      for j in places.indices where j != i {
        let difference = places[i] - places[j]
        let measure = 1 / (1 + (difference * difference).sum())
        sum += measure
        force += measure * measure * difference
      }
      let exact = tree.repulsion(on: places[i], accuracy: 0)
      #expect(abs(exact.sum - sum) < 1e-9 * Double(count))
      #expect(abs(exact.force.x - force.x) < 1e-9 && abs(exact.force.y - force.y) < 1e-9)
      let rough = tree.repulsion(on: places[i], accuracy: 0.5)
      #expect(abs(rough.sum - sum) <= 0.03 * sum + 1e-9)
    }
  }

  /// The divergence of the neighbourhoods in the plane from the true ones, by its definition.
  private func divergence(_ neighborhoods: Neighborhoods, _ places: [SIMD2<Double>]) -> Double {
    func measure(_ i: Int, _ j: Int) -> Double {
      let difference = places[i] - places[j]
      return 1 / (1 + (difference * difference).sum())
    }
    var total = 0.0
    for i in places.indices {
      for j in places.indices where j != i { total += measure(i, j) }
    }
    var sum = 0.0
    for i in places.indices {
      for entry in neighborhoods.entries[i] {
        sum += entry.share * log(entry.share / (measure(i, entry.vector) / total))
      }
    }
    return sum
  }

  @Test func theGradientIsThatOfTheDivergence() {
    let neighborhoods = Neighborhoods(
      rows: rows(groups: 3, each: 6, noise: 0.4, seed: 1), dimension: 8, perplexity: 3
    ) { _ in }
    let places = points(18, seed: 2)
    let gradient = TSNE.gradient(neighborhoods, places, attraction: 1, accuracy: 0)
    for i in places.indices {
      for axis in 0..<2 {
        var (less, more) = (places, places)
        less[i][axis] -= 1e-5
        more[i][axis] += 1e-5
        let slope = (divergence(neighborhoods, more) - divergence(neighborhoods, less)) / 2e-5
        #expect(abs(slope - gradient[i][axis]) < 1e-6)
      }
    }
  }

  @Test func progressRisesAndEndsTheSearchForNeighbors() throws {
    let rows = rows(groups: 5, each: 30, noise: 0.3, seed: 6)
    var shares: [Double] = []
    _ = TSNE(steps: 20).layout(rows: rows, dimension: 8) { shares.append($0) }
    #expect(shares == shares.sorted() && shares.first == 0 && shares.last == 1)
    var calls = 0
    #expect(throws: CancellationError.self) {
      try TSNE().layout(rows: rows, dimension: 8) {
        calls += 1
        if $0 > 0 { throw CancellationError() }
      }
    }
    #expect(calls == 2, "the second look is among the neighbours")
    #expect(shares[1] < 0.1)
  }

  @Test func sharesAddUpToOneAndGoBothWays() {
    let entries = Neighborhoods(
      rows: rows(groups: 4, each: 10, noise: 0.5, seed: 3), dimension: 8, perplexity: 5
    ) { _ in }.entries
    let sum = entries.flatMap { $0 }.reduce(0) { $0 + $1.share }
    #expect(abs(sum - 1) < 1e-9)
    for (i, row) in entries.enumerated() {
      #expect(row.allSatisfy { $0.vector != i })
      for entry in row {
        let back = entries[entry.vector].first { $0.vector == i }
        #expect(abs((back?.share ?? 0) - entry.share) < 1e-12)
      }
    }
  }

  @Test func theSameFacesGiveTheSamePictureAndGroupsStayTogether() {
    let rows = rows(groups: 5, each: 20, noise: 0.15, seed: 4)
    let method = TSNE(perplexity: 10, steps: 400)
    let places = method.layout(rows: rows, dimension: 8) { _ in }
    let again = method.layout(rows: rows, dimension: 8) { _ in }
    #expect(places == again)
    let other = TSNE(perplexity: 10, steps: 400, seed: 2).layout(rows: rows, dimension: 8) { _ in }
    #expect(places != other)
    // The nearest point on the plane is of the same group.
    var right = 0
    for i in places.indices {
      let others = places.indices.filter { $0 != i }
      let nearest = others.min { a, b in
        let (p, q) = (places[a] - places[i], places[b] - places[i])
        return (p * p).sum() < (q * q).sum()
      }
      if nearest.map({ $0 / 20 == i / 20 }) ?? false { right += 1 }
    }
    #expect(right >= 97, "\(right) of 100")
  }

  @Test(arguments: 0...4)
  func fewFacesHaveAPictureToo(count: Int) {
    let rows = rows(groups: 1, each: count, noise: 0.3, seed: 5)
    let places = TSNE(steps: 30).layout(rows: rows, dimension: 8) { _ in }
    #expect(places.count == count && places.allSatisfy { $0.x.isFinite && $0.y.isFinite })
  }

  @Test func copiesOfOneFaceHaveAPicture() {
    let row = rows(groups: 1, each: 1, noise: 0, seed: 6)
    let places = TSNE(steps: 60).layout(
      rows: [[Float]](repeating: row, count: 50).flatMap { $0 }, dimension: 8
    ) { _ in }
    #expect(places.allSatisfy { $0.x.isFinite && $0.y.isFinite })
  }
}
