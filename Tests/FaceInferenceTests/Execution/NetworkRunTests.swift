import FaceInference
import Testing

@Suite struct NetworkRunTests {
  private static let names = ["network_residual", "network_embedder", "network_pyramid"]

  private func input(_ shape: Shape, seed: Int) -> [String: Tensor<Float>] {
    var random = SeededRandom(seed: seed)
    return ["x": Tensor(shape: shape, values: random.floats(shape.elementCount))]
  }

  private func channels(_ name: String) -> Int { name == "network_pyramid" ? 2 : 3 }

  @Test(arguments: names)
  func aSecondRunGivesTheSameBytes(name: String) throws {
    let golden = try Goldens.network(name)
    let (network, scratch) = (try golden.network(), Scratch())
    let first = try network.run(golden.tensors, scratch: scratch)
    #expect(try network.run(golden.tensors, scratch: scratch) == first)
    #expect(try golden.network().run(golden.tensors, scratch: Scratch()) == first)
  }

  /// What one run leaves in the memory must not reach the next, whatever their sizes.
  @Test(arguments: names)
  func runsOfDifferentShapesShareOneScratchWithoutHarm(name: String) throws {
    let (network, shared) = (try Goldens.network(name).network(), Scratch())
    let sides = [(19, 23), (8, 8), (31, 9), (8, 8), (19, 23), (64, 50), (9, 31)]
    for (index, (height, width)) in sides.enumerated() {
      let tensors = input([1 + index % 2, channels(name), height, width], seed: index)
      let fresh = try network.run(tensors, scratch: Scratch())
      #expect(try network.run(tensors, scratch: shared) == fresh, "\(height)×\(width)")
    }
  }

  @Test func severalNetworksShareOneScratchWithoutHarm() throws {
    let shared = Scratch()
    for name in Self.names + Self.names.reversed() {
      let golden = try Goldens.network(name)
      let fresh = try golden.network().run(golden.tensors, scratch: Scratch())
      #expect(try golden.network().run(golden.tensors, scratch: shared) == fresh)
    }
  }

  /// The linear algebra may sum a batch in another order than one row.
  @Test(arguments: names)
  func aBatchIsItsImagesOneByOne(name: String) throws {
    let (network, batch) = (try Goldens.network(name).network(), 5)
    let tensors = input([batch, channels(name), 16, 21], seed: 3)
    let all = try network.run(tensors, scratch: Scratch())
    let image = try #require(tensors["x"])
    let size = image.values.count / batch
    for (name, output) in all {
      let resultSize = output.values.count / batch
      for index in 0..<batch {
        let values = Array(image.values[(index * size)..<((index + 1) * size)])
        let one = Tensor(shape: [1] + image.shape.dropFirst(), values: values)
        let result = try #require(try network.run(["x": one], scratch: Scratch())[name])
        let expected = Array(output.values[(index * resultSize)..<((index + 1) * resultSize)])
        #expect(excess(result.values, over: expected, absolute: 1e-6, relative: 1e-6) <= 0)
      }
    }
  }

  @Test func workersShareANetwork() async throws {
    let golden = try Goldens.network("network_residual")
    let network = try golden.network()
    let expected = try network.run(golden.tensors, scratch: Scratch())
    try await withThrowingTaskGroup(of: [String: Tensor<Float>].self) { group in
      for _ in 0..<4 {
        group.addTask { try network.run(golden.tensors, scratch: Scratch()) }
      }
      for try await result in group { #expect(result == expected) }
    }
  }

  /// More shapes than are kept: plans are made again and stay the same.
  @Test func plansThatWereForgottenAreMadeAgain() throws {
    let (network, scratch) = (try Goldens.network("network_residual").network(), Scratch())
    let first = try network.run(input([1, 3, 9, 9], seed: 1), scratch: scratch)
    for side in 9..<90 { _ = try network.plan(for: ["x": [1, 3, side, 9]]) }
    #expect(try network.run(input([1, 3, 9, 9], seed: 1), scratch: scratch) == first)
  }
}
