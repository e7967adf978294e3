import FaceInference
import Foundation
import Organizer
import TestSupport
import Testing

@Suite(.needsPhotos) struct OrientationTests {
  @Test func theEightOrientationsAreOnePhoto() throws {
    let bytes = [UInt8](try PhotoTree.photo("bbt2.jpg"))
    let upright = try PhotoDecoder().decode(bytes.span, minimumLongerSide: 400).image
    let tree = try PhotoTree()
    for orientation in 1...8 {
      let stored = upright.stored(orientation)
      try tree.write(
        Data(PNGFile.bytes(of: stored, orientation: orientation)), to: "\(orientation).png")
    }
    try tree.succeed("scan", ".")
    let rows = Dictionary(grouping: try tree.rows(), by: \.photo)
    let expected = try #require(rows["1.png"]).map(BoundingBox.init)
    #expect(expected.count >= 2)
    for orientation in 1...8 {
      let boxes = (rows["\(orientation).png"] ?? []).map(BoundingBox.init)
      #expect(boxes.count == expected.count)
      for (box, other) in zip(boxes, expected) { #expect(box.overlap(with: other) >= 0.8) }
      let report = try report(tree, "\(orientation).png")
      #expect(report.size == Size(width: upright.width, height: upright.height))
      #expect(report.orientation == orientation)
    }
    // The faces of the eight are alike enough to be one person each.
    #expect(Set(rows.values.joined().compactMap(\.cluster)).count == expected.count)
  }

  @Test func camerasOrientationsGiveOneUprightSize() throws {
    let folder = try #require(SharedFiles.root).appendingPathComponent("photos/files/orientation")
    for kind in ["Landscape", "Portrait"] {
      let sizes = try (1...8).map { number in
        let url = folder.appendingPathComponent("\(kind)_\(number).jpg")
        let header = try PhotoDecoder().header(of: [UInt8](try Data(contentsOf: url)).span)
        return Size(width: header.width, height: header.height)
      }
      #expect(Set(sizes).count == 1)
      #expect((sizes[0].width > sizes[0].height) == (kind == "Landscape"))
    }
  }

  private struct Size: Decodable, Hashable {
    let width: Int
    let height: Int
  }

  private struct Report: Decodable {
    let size: Size
    let orientation: Int
  }

  private func report(_ tree: PhotoTree, _ photo: String) throws -> Report {
    try JSONDecoder().decode(Report.self, from: tree.read(".photosort/reports/\(photo).json"))
  }
}

extension BoundingBox {
  fileprivate init(_ row: ExportRow) {
    self.init(x: Float(row.x), y: Float(row.y), width: Float(row.width), height: Float(row.height))
  }
}

extension Image {
  /// The picture as a camera held that way stores it (EXIF 2.32, tag 0x0112).
  fileprivate func stored(_ orientation: Int) -> Image {
    let (w, h) = (width, height)
    let isTurned = orientation >= 5
    var pixels = [UInt8](repeating: 0, count: w * h * 3)
    for y in 0..<h {
      for x in 0..<w {
        let (column, row) =
          switch orientation {
          case 2: (w - 1 - x, y)
          case 3: (w - 1 - x, h - 1 - y)
          case 4: (x, h - 1 - y)
          case 5: (y, x)
          case 6: (y, w - 1 - x)
          case 7: (h - 1 - y, w - 1 - x)
          case 8: (h - 1 - y, x)
          default: (x, y)
          }
        let target = (row * (isTurned ? h : w) + column) * 3
        for sample in 0..<3 { pixels[target + sample] = self.pixels[(y * w + x) * 3 + sample] }
      }
    }
    return Image(width: isTurned ? h : w, height: isTurned ? w : h, pixels: pixels)
  }
}
