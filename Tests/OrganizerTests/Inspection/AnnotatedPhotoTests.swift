import FaceInference
import Organizer
import Testing

@Suite struct AnnotatedPhotoTests {
  private let grey = Image(width: 200, height: 120, pixels: [UInt8](repeating: 90, count: 72_000))

  private func mark(
    x: Float, y: Float, width: Float = 60, height: Float = 50, number: Int = 1,
    title: String = " Anna", scores: String = "s.90", kind: AnnotatedPhoto.Kind = .confirmed
  ) -> AnnotatedPhoto.Mark {
    let points = (0..<5).map { Point(x: x + 10 + Float($0) * 8, y: y + 25) }
    return AnnotatedPhoto.Mark(
      detection: FaceDetection(
        box: BoundingBox(x: x, y: y, width: width, height: height),
        landmarks: FaceLandmarks(points: points), score: 0.9),
      number: number, title: title, scores: scores, kind: kind)
  }

  private func pixel(_ image: Image, _ x: Int, _ y: Int) -> [UInt8] {
    let start = (y * image.width + x) * 3
    return Array(image.pixels[start..<start + 3])
  }

  @Test func theFrameHasTheColourOfWhatIsKnown() {
    var colours: Set<[UInt8]> = []
    for kind in [AnnotatedPhoto.Kind.confirmed, .matched, .unknown] {
      let image = AnnotatedPhoto.draw([mark(x: 40, y: 40, kind: kind)], on: grey)
      let frame = pixel(image, 40, 60)
      #expect(frame == pixel(image, 99, 70) && frame == pixel(image, 50, 40))
      #expect(pixel(image, 45, 50) == [90, 90, 90], "inside, the photo stays")
      #expect(pixel(image, 50, 65) == frame, "a landmark")
      colours.insert(frame)
    }
    #expect(colours.count == 3)
  }

  @Test func nothingButTheMarksChanges() {
    let image = AnnotatedPhoto.draw([mark(x: 60, y: 40)], on: grey)
    for y in 0..<120 {
      for x in 0..<200 where x < 59 || x > 125 || y < 25 || y > 102 {
        #expect(pixel(image, x, y) == [90, 90, 90])
      }
    }
    #expect(AnnotatedPhoto.draw([], on: grey) == grey)
  }

  @Test(arguments: [(-30, -20), (180, 110), (-500, 0), (0, 5000)])
  func facesThatReachBeyondThePhotoAreCutOff(x: Int, y: Int) {
    let image = AnnotatedPhoto.draw(
      [mark(x: Float(x), y: Float(y), title: "a name much longer than the photo is wide, Jürgen")],
      on: grey)
    #expect(image.width == 200 && image.height == 120)
  }

  @Test func namesCoverNoOtherFaceAndNoNumber() {
    let name = " somebody with a long name"
    func faces(named: Bool) -> Image {
      AnnotatedPhoto.draw(
        (0..<3).map {
          mark(
            x: 4 + Float($0) * 66, y: 40, width: 30, number: $0 + 1, title: named ? name : "",
            scores: "")
        }, on: grey)
    }
    #expect(faces(named: true) == faces(named: false))
    let alone = AnnotatedPhoto.draw([mark(x: 4, y: 40, title: name)], on: grey)
    #expect(alone != AnnotatedPhoto.draw([mark(x: 4, y: 40, title: "")], on: grey))
  }

  @Test func differentNamesLookDifferentAndMarksAreLeftOut() {
    func drawn(_ title: String) -> Image {
      AnnotatedPhoto.draw([mark(x: 60, y: 40, title: title)], on: grey)
    }
    let names = ["Anna", "Annb", "anna", "A.na", "12 %", "~^{}"]
    #expect(Set(names.map { drawn($0).pixels }).count == names.count)
    #expect(drawn("Zoë") == drawn("Zoe"))
    #expect(drawn("Weiß") == drawn("Weiss"))
    #expect(drawn("王") != drawn(" "))
  }
}
