import FaceInference
import Foundation
import Testing

@Suite struct FaceAlignmentTests {
  private static let affine = AlignmentGoldens.shared?.affine ?? []
  private static let boxes = AlignmentGoldens.shared?.boxes ?? []
  private static let eyes = LandmarkTemplate(
    landmarks: [0, 1], positions: [Point(x: 12, y: 12), Point(x: 28, y: 12)])
  private static let kinds: [FaceAlignment.Kind] = [
    .similarity(eyes),
    .affine(
      LandmarkTemplate(
        landmarks: [0, 1, 2],
        positions: [Point(x: 12, y: 12), Point(x: 28, y: 12), Point(x: 20, y: 22)])),
    .box(BoxMargin(.share(0.1), isSquare: true)), .box(BoxMargin(.pixels(4), isSquare: false)),
  ]

  private let face = FaceDetection(
    box: BoundingBox(x: 8, y: 6, width: 30, height: 34),
    landmarks: FaceLandmarks(
      points: [(15, 18), (30, 16), (24, 26), (17, 33), (31, 32)].map {
        Point(x: Float($0.0), y: Float($0.1))
      }), score: 1)

  private func crop(
    _ aligner: FaceAligner, _ image: Image, _ face: FaceDetection
  ) throws -> Image {
    aligner.crop(image, try #require(aligner.transform(for: face)))
  }

  /// OpenCV rounds places to 1/32 pixel; the waves rise by at most 26 steps a pixel.
  @Test(arguments: affine)
  func openCVMakesTheSameAffineCrops(golden: AlignmentGoldens.Affine) throws {
    let aligner = FaceAligner(golden.alignment, side: golden.side)
    let crop = try crop(aligner, AlignmentGoldens.image, golden.face)
    let differences = zip(crop.pixels, golden.crop).map { abs(Int($0) - Int($1)) }
    #expect(differences.count == golden.side * golden.side * 3)
    // At the image's edge, where pixels meet black, contrast is larger.
    #expect(differences.filter { $0 > 2 }.count <= differences.count / 100)
    #expect((differences.max() ?? 0) <= 8)
  }

  /// OpenCV repeats the pixels at the edge of what it resizes, where the image goes on here.
  @Test(arguments: boxes)
  func openCVMakesTheSameCropsOfBoxesButForTheirEdges(golden: AlignmentGoldens.Box) throws {
    let side = golden.side
    let crop = try crop(
      FaceAligner(golden.alignment, side: side), AlignmentGoldens.image, golden.face)
    let expected = [UInt8](golden.crop)
    let edge = Int((Float(side) / golden.region[2] / 2).rounded(.up))
    for y in edge..<(side - edge) {
      for x in edge..<(side - edge) {
        for i in (y * side + x) * 3..<(y * side + x) * 3 + 3 {
          #expect(abs(Int(crop.pixels[i]) - Int(expected[i])) <= 1, "\(x), \(y)")
        }
      }
    }
  }

  @Test func thereAreBoxes() { #expect(Self.boxes.count == 4) }

  @Test(arguments: kinds.indices)
  func aMovedImageGivesTheSameCrop(kind: Int) throws {
    let image = DrawnImage.noise(width: 60, height: 60, seed: 1)
    let moved = DrawnImage.make(70, 70) { x, y in
      guard x >= 10, y >= 7, x < 70, y < 67 else { return [0, 0, 0] }
      return (0..<3).map { Int(image.pixels[((y - 7) * 60 + x - 10) * 3 + $0]) }
    }
    let aligner = FaceAligner(FaceAlignment(Self.kinds[kind]), side: 40)
    let plain = try crop(aligner, image, face)
    let other = try crop(aligner, moved, face.mapped { Point(x: $0.x + 10, y: $0.y + 7) })
    #expect(zip(plain.pixels, other.pixels).allSatisfy { abs(Int($0) - Int($1)) <= 1 })
  }

  @Test(arguments: kinds.indices, [1, 5, 30])
  func aMarginShowsMoreAroundTheSamePixels(kind: Int, margin: Int) throws {
    let image = DrawnImage.noise(width: 60, height: 60, seed: 2)
    let plain = FaceAligner(FaceAlignment(Self.kinds[kind]), side: 40)
    let wide = plain.resized(side: 40, margin: margin)
    #expect(wide.cropSide == 40 + 2 * margin)
    let (inner, outer) = (try crop(plain, image, face), try crop(wide, image, face))
    #expect(outer.width == wide.cropSide && outer.height == wide.cropSide)
    for y in 0..<40 {
      let start = ((y + margin) * outer.width + margin) * 3
      #expect(
        inner.pixels[(y * 120)..<(y * 120 + 120)] == outer.pixels[start..<(start + 120)], "\(y)")
    }
  }

  /// Four pixels of the larger crop together show what one of the smaller shows.
  @Test(arguments: kinds.indices)
  func aLargerCropShowsTheSame(kind: Int) throws {
    let image = DrawnImage.waves(width: 60, height: 60)
    let plain = FaceAligner(FaceAlignment(Self.kinds[kind]), side: 40)
    let small = try crop(plain, image, face)
    let large = try crop(plain.resized(side: 80, margin: 0), image, face)
    let reduced = ImageResizer.resized(large, width: 40, height: 40)
    let differences = zip(small.pixels, reduced.pixels).map { abs(Int($0) - Int($1)) }
    // The waves' edges, and the image's, are sharper in the larger crop.
    #expect(differences.filter { $0 > 4 }.count <= differences.count / 20)
  }

  @Test func pixelsAreAShareOfTheBox() throws {
    let pixels = FaceAlignment(.box(BoxMargin(.pixels(4), isSquare: false)))
    let share = FaceAlignment(.box(BoxMargin(.share(4 / 32), isSquare: false)))
    let (a, b) = (
      try #require(FaceAligner(pixels, side: 40).transform(for: face)),
      try #require(FaceAligner(share, side: 40).transform(for: face))
    )
    for place in [Point(x: 0, y: 0), Point(x: 60, y: 50)] {
      #expect(a.apply(place).distance(to: b.apply(place)) < 1e-4)
    }
  }

  @Test func aSquareBoxIsNotStretched() throws {
    let aligner = FaceAligner(FaceAlignment(.box(BoxMargin(.share(0), isSquare: true))), side: 40)
    let transform = try #require(aligner.transform(for: face))
    #expect(abs(transform.a - transform.d) < 1e-6)
    #expect(abs(transform.a - 40 / 34) < 1e-6)
    #expect(transform.apply(Point(x: 22.5, y: 22.5)).distance(to: Point(x: 19.5, y: 19.5)) < 1e-4)
  }

  @Test func beyondTheImageIsBlackOrLikeItsEdge() throws {
    let image = Image(width: 10, height: 10, pixels: Array(repeating: 77, count: 300))
    let outside = FaceDetection.box([-30, -30, 20, 20])
    for (border, value) in [(FaceAlignment.Border.black, 0), (.replicate, 77)] {
      let alignment = FaceAlignment(.box(BoxMargin(.share(0), isSquare: false)), border: border)
      let crop = try crop(FaceAligner(alignment, side: 16), image, outside)
      #expect(crop.pixels.allSatisfy { Int($0) == value })
    }
  }
}
