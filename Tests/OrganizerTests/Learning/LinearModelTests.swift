import Foundation
import Organizer
import Testing

@Suite struct LinearModelTests {
  /// Rows of two or more classes about centres of their own.
  private func examples(
    classes: Int, each: Int, noise: Float, seed: Int
  ) -> (rows: [[Float]], labels: [Int]) {
    var random = SeededGenerator(seed: seed)
    var (rows, labels) = ([[Float]](), [Int]())
    for label in 0..<classes {
      let center = (0..<6).map { _ in Float.random(in: -1...1, using: &random) }
      for _ in 0..<each {
        rows.append(center.map { $0 + Float.random(in: -noise...noise, using: &random) })
        labels.append(label)
      }
    }
    return (rows, labels)
  }

  @Test(arguments: [LinearModel.Kind.logistic, .supportVectors], [2, 5])
  func separableClassesAreSeparated(kind: LinearModel.Kind, classes: Int) throws {
    let (rows, labels) = examples(classes: classes, each: 12, noise: 0.1, seed: 1)
    let model = try #require(LinearModel(rows, labels: labels, kind, cost: 10))
    #expect(rows.map(model.classify) == labels)
    #expect(model.weights.count == (classes == 2 ? 1 : classes))
  }

  @Test func theSameRowsGiveTheSameWeights() throws {
    let (rows, labels) = examples(classes: 3, each: 20, noise: 1, seed: 2)
    let first = try #require(LinearModel(rows, labels: labels, .supportVectors, cost: 1))
    _ = LinearModel(rows.reversed(), labels: labels.reversed(), .logistic, cost: 3)
    #expect(LinearModel(rows, labels: labels, .supportVectors, cost: 1) == first)
  }

  /// At the minimum of ½|w|² + C Σ k log(1 + exp(−y·f)) the slope is zero in every direction.
  @Test func theLogisticModelIsAtItsMinimum() throws {
    let (rows, labels) = examples(classes: 2, each: 40, noise: 1.5, seed: 3)
    let (cost, importance) = (0.7, [0: 2.0, 1: 0.5])
    let model = try #require(
      LinearModel(rows, labels: labels, .logistic, cost: cost, importance: importance))
    var slope = model.weights[0] + [model.biases[0]]
    for (row, label) in zip(rows, labels) {
      let sign = label == model.classes[0] ? 1.0 : -1.0
      let share = 1 / (1 + exp(sign * model.decisions(row)[0]))
      let weight = cost * (importance[label] ?? 1) * sign * share
      for (x, value) in (row + [1]).enumerated() { slope[x] -= weight * Double(value) }
    }
    let length = slope.reduce(0) { $0 + $1 * $1 }.squareRoot()
    // liblinear stops when the slope is 10⁻⁴ of what it was at first.
    #expect(length < 0.01, "\(length)")
  }

  @Test func oneClassCannotBeFitted() {
    #expect(LinearModel([[1, 2], [2, 1]], labels: [3, 3], .logistic, cost: 1) == nil)
    #expect(LinearModel([], labels: [], .logistic, cost: 1) == nil)
  }
}
