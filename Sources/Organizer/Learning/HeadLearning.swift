internal import Foundation
package import FaceInference

/// Learns, from what people confirmed, the probability that two faces are one person's; and whether
/// that is better than what the model says of itself.
///
/// What is learnt is a correction: the log-odds become s · (the model's own) + Σ vᵢ · (aᵢ − bᵢ)² +
/// c, which is again a weighted sum of squared differences. The v are kept small by how much C they
/// are allowed; s and c are nearly free. Without a model's own head, its place is taken by the sum
/// of all squared differences, which is 2 − 2 · similarity.
///
/// Evidence is leave-one-person-out: the people are dealt into at most ten groups, and each group's
/// pairs are judged by what was learnt without anybody of it. A gain that is not at least twice its
/// standard error, over people, is none (docs/decisions/0028).
package struct HeadLearning: Sendable {
  /// What was found out.
  package struct Result: Sendable, Equatable {
    /// The head, learnt from all pairs.
    package let head: VerificationHead
    /// How large the corrections of single values may be, as the cost of an error.
    package let cost: Double
    /// The loss, by leave-one-person-out: the mean log-loss of pairs, both kinds weighing the same.
    package let loss: Double
    /// The loss of the model's own head, or of no knowledge, which is log 2.
    package let previousLoss: Double
    /// By how much the loss is lower, a person's pairs at a time.
    package let gain: Double
    /// The standard error of that.
    package let standardError: Double

    /// Whether what was learnt is to be used.
    package var helps: Bool { gain > 2 * standardError && gain > 0 }
  }

  /// How many people, and faces, are enough to learn from.
  package static let enoughPeople = 5
  package static let enoughFaces = 25

  /// Costs that are tried: from nearly no correction of single values to a large one.
  private static let costs = [0.0001, 0.001, 0.01, 0.1]
  private static let groups = 10
  /// What the model's log-odds and the bias are multiplied with, so that they are nearly free.
  private static let priorScale: Float = 100

  private let pairs: ConfirmedPairs
  private let prior: VerificationHead
  private let hasPrior: Bool

  /// Prepares learning.
  ///
  /// - Parameters:
  ///   - pairs: What people said.
  ///   - prior: The model's own head, if it has one.
  ///   - dimension: The number of values of an embedding.
  package init(_ pairs: ConfirmedPairs, prior: VerificationHead?, dimension: Int) {
    self.pairs = pairs
    hasPrior = prior != nil
    self.prior =
      prior ?? VerificationHead(weights: [Float](repeating: -1, count: dimension), bias: 0)
  }

  /// Whether there is enough to learn from.
  package var isEnough: Bool {
    pairs.people >= Self.enoughPeople && pairs.faces >= Self.enoughFaces
  }

  /// Learns, and judges what was learnt; `nil` when there is not enough, or nothing can be fitted.
  package func result() -> Result? {
    guard isEnough else { return nil }
    let rows = pairs.pairs.map(row)
    var best: (losses: [Double], cost: Double)?
    for cost in Self.costs {
      guard let losses = heldOutLosses(rows, cost) else { continue }
      if let best, mean(best.losses) <= mean(losses) { continue }
      best = (losses, cost)
    }
    guard let best, let model = fit(rows, pairs.pairs.indices.map { $0 }, best.cost) else {
      return nil
    }
    let before = pairs.pairs.map { pair in
      hasPrior ? Self.loss(logit: Double(logit(prior, pair)), pair.isSamePerson) : log(2)
    }
    let gains = perPerson(zip(before, best.losses).map { $0 - $1 })
    let gain = gains.reduce(0, +) / Double(gains.count)
    let variance =
      gains.reduce(0) { $0 + ($1 - gain) * ($1 - gain) } / Double(max(1, gains.count - 1))
    return Result(
      head: head(model), cost: best.cost, loss: mean(best.losses), previousLoss: mean(before),
      gain: gain, standardError: (variance / Double(gains.count)).squareRoot())
  }

  /// A pair as the classifier sees it: its squared differences, and what the model says of it.
  private func row(_ pair: ConfirmedPairs.Pair) -> [Float] {
    pair.squares + [Self.priorScale * logit(prior, pair)]
  }

  private func logit(_ head: VerificationHead, _ pair: ConfirmedPairs.Pair) -> Float {
    zip(head.weights, pair.squares).reduce(head.bias) { $0 + $1.0 * $1.1 }
  }

  private func fit(_ rows: [[Float]], _ chosen: [Int], _ cost: Double) -> LinearModel? {
    let labels = chosen.map { pairs.pairs[$0].isSamePerson ? 1 : 0 }
    let same = labels.reduce(0, +)
    guard same > 0, same < labels.count else { return nil }
    // Pairs of one person weigh as much as pairs of two, all together.
    let importance = [
      1: Double(labels.count) / Double(2 * same),
      0: Double(labels.count) / Double(2 * (labels.count - same)),
    ]
    return LinearModel(
      chosen.map { rows[$0] }, labels: labels, .logistic, cost: cost, importance: importance,
      biasValue: Double(Self.priorScale))
  }

  /// The loss of each pair by what was learnt without its people.
  private func heldOutLosses(_ rows: [[Float]], _ cost: Double) -> [Double]? {
    var losses = [Double](repeating: 0, count: rows.count)
    let groups = min(Self.groups, pairs.people)
    for group in 0..<groups {
      let isOut = pairs.pairs.map { $0.people.0 % groups == group || $0.people.1 % groups == group }
      let learnt = rows.indices.filter { !isOut[$0] }
      guard let model = fit(rows, learnt, cost) else { return nil }
      for index in rows.indices where isOut[index] {
        let pair = pairs.pairs[index]
        let loss = Self.loss(logit: same(model, rows[index]), pair.isSamePerson)
        // A pair of people of two groups is judged twice.
        let isShared = pair.people.0 % groups != pair.people.1 % groups
        losses[index] += isShared ? loss / 2 : loss
      }
    }
    return losses
  }

  /// The log-odds that a row is of one person.
  private func same(_ model: LinearModel, _ row: [Float]) -> Double {
    let decision = model.decisions(row)[0]
    return model.classes[0] == 1 ? decision : -decision
  }

  private static func loss(logit: Double, _ isSamePerson: Bool) -> Double {
    let signed = isSamePerson ? logit : -logit
    // Without overflow for logits of any size.
    return max(0, -signed) + log1p(exp(-abs(signed)))
  }

  /// The mean over pairs, both kinds weighing the same.
  private func mean(_ losses: [Double]) -> Double {
    var (sums, counts) = ([0.0, 0.0], [0, 0])
    for (pair, loss) in zip(pairs.pairs, losses) {
      let kind = pair.isSamePerson ? 1 : 0
      sums[kind] += loss
      counts[kind] += 1
    }
    return (sums[0] / Double(max(1, counts[0])) + sums[1] / Double(max(1, counts[1]))) / 2
  }

  /// The mean of each person's pairs, both kinds weighing the same.
  private func perPerson(_ values: [Double]) -> [Double] {
    var sums = [[Double]](repeating: [0, 0], count: pairs.people)
    var counts = [[Int]](repeating: [0, 0], count: pairs.people)
    for (pair, value) in zip(pairs.pairs, values) {
      let kind = pair.isSamePerson ? 1 : 0
      for person in Set([pair.people.0, pair.people.1]) {
        sums[person][kind] += value
        counts[person][kind] += 1
      }
    }
    return zip(sums, counts).map { sums, counts in
      (sums[0] / Double(max(1, counts[0])) + sums[1] / Double(max(1, counts[1]))) / 2
    }
  }

  /// The correction and what it corrects, as one head.
  private func head(_ model: LinearModel) -> VerificationHead {
    let sign = model.classes[0] == 1 ? 1.0 : -1.0
    let weights = model.weights[0].map { $0 * sign }
    let scale = Double(Self.priorScale) * (weights.last ?? 0)
    return VerificationHead(
      weights: zip(weights, prior.weights).map { Float($0 + scale * Double($1)) },
      bias: Float(model.biases[0] * sign + scale * Double(prior.bias)))
  }
}
