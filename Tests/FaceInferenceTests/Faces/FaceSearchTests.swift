import FaceInference
import TestSupport
import Testing

@Suite(.enabled(if: SharedFiles.exist, "\(SharedFiles.missing)"))
struct FaceSearchTests {
  private static let tiny = [
    (1, 1), (2, 3), (31, 31), (33, 7), (10_000, 1), (1, 10_000), (1281, 3),
  ]

  @Test(arguments: ["yunet_n.onnx", "retinaface_mnet025.onnx"], tiny)
  func imagesOfAnyShapeAreSearched(file: String, sides: (Int, Int)) throws {
    let detector = try Manifests.sharedDetector(file)
    let image = DrawnImage.noise(width: sides.0, height: sides.1, seed: 1)
    for detail in SearchDetail.allCases {
      let faces = try FaceSearch(detector, detail: detail).faces(in: image, scratch: Scratch())
      #expect(faces.allSatisfy { $0.numbers.allSatisfy { $0.isFinite } })
    }
  }

  @Test(arguments: [(1, 1), (10_000, 1), (1, 10_000), (700, 650)])
  func imagesOfAnyShapeFitADetectorOfOneSize(sides: (Int, Int)) throws {
    let detector = try Manifests.sharedDetector("yunet_n_640.onnx")
    let image = DrawnImage.noise(width: sides.0, height: sides.1, seed: 2)
    let search = FaceSearch(detector, detail: sides.0 == 1 ? .thorough : .fast)
    _ = try search.faces(in: image, scratch: Scratch())
  }

  /// A drawn face in a larger image, from small to nearly filling it.
  @Test(arguments: [20, 40, 80, 160, 320])
  func aFaceIsFoundAtAnySize(scale: Int) throws {
    let search = FaceSearch(try Manifests.sharedDetector("yunet_n.onnx"), detail: .fast)
    let side = max(256, scale * 5 / 2)
    let image = DrawnImage.face(
      width: side, height: side, x: side / 2, y: side / 2, scale: scale)
    let faces = try search.faces(in: image, scratch: Scratch())
    let face = try #require(faces.first)
    #expect(faces.count == 1)
    let middle = Point(x: Float(side) / 2, y: Float(side) / 2)
    #expect(face.box.center.distance(to: middle) < Float(scale) / 3)
    #expect((0.5...1.5).contains(face.box.width / Float(scale) / 1.2))
    #expect(face.landmarks.leftEye.x < face.landmarks.rightEye.x)
    #expect(face.landmarks.nose.y < face.landmarks.leftMouth.y)
  }

  /// Where the upright face is, turned; landmarks too, so that the crop comes out upright.
  @Test(arguments: 1...3)
  func aFaceOnItsSideIsFoundByTurning(quarters: Int) throws {
    let search = FaceSearch(try Manifests.sharedDetector("yunet_n.onnx"), detail: .thorough)
    let image = try #require(FaceGoldens.shared).drawn.image
    let upright = try #require(try search.faces(in: image, scratch: Scratch()).first)
    let lying = image.turned(quarters: quarters)
    let faces = try search.faces(in: lying, scratch: Scratch())
    let face = try #require(faces.first)
    #expect(faces.count == 1)
    let back = face.mapped { image.unturned($0, quarters: quarters) }
    #expect(back.box.overlap(with: upright.box) > 0.9)
    for (p, q) in zip(back.landmarks.points, upright.landmarks.points) {
      #expect(p.distance(to: q) < 2)
    }
  }

  @Test func theSameImageGivesTheSameFaces() throws {
    let search = FaceSearch(try Manifests.sharedDetector("yunet_n.onnx"), detail: .thorough)
    let image = DrawnImage.face(width: 400, height: 300, x: 150, y: 140, scale: 90)
    let scratch = Scratch()
    let faces = try search.faces(in: image, scratch: scratch)
    _ = try search.faces(in: DrawnImage.noise(width: 90, height: 700, seed: 5), scratch: scratch)
    #expect(try search.faces(in: image, scratch: scratch) == faces)
    #expect(try search.faces(in: image, scratch: Scratch()) == faces)
  }
}
