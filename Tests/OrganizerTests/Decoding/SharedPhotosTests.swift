import FaceInference
import Foundation
import Organizer
import TestSupport
import Testing

/// Real photos of many cameras and programs, sound and broken.
@Suite(.enabled(if: SharedFiles.exist, "\(SharedFiles.missing)"))
struct SharedPhotosTests {
  @Test(arguments: ["exif_samples", "orientation", "pigallery2", "immich", "sharp", "elodie"])
  func everyFileDecodesOrSaysWhy(folder: String) throws {
    let root = try #require(SharedFiles.root).appendingPathComponent("photos/files/\(folder)")
    let walk = try #require(
      FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil))
    var decodedCount = 0
    for case let file as URL in walk {
      guard let data = try? Data(contentsOf: file) else { continue }
      let bytes = [UInt8](data)
      do throws(PhotoError) {
        let photo = try PhotoDecoder().decode(bytes.span, minimumLongerSide: 640)
        decodedCount += 1
        let longer = max(photo.header.width, photo.header.height)
        #expect(photo.image.longerSide >= min(640, longer), "\(file.lastPathComponent)")
      } catch {
        #expect(!error.reason.isEmpty)
      }
    }
    #expect(decodedCount > 0)
  }

  /// The reference's sides and positions come from other programs (exifr, ExifTool).
  @Test func pigallery2ExpectsTheSameSizesAndPositions() throws {
    struct Expected: Decodable {
      struct Size: Decodable { let width: Int, height: Int }
      struct Position: Decodable {
        struct Point: Decodable { let latitude: Double, longitude: Double }
        let GPSData: Point?
      }
      let size: Size
      let positionData: Position?
    }
    let root = try #require(SharedFiles.root).appendingPathComponent(
      "photos/files/pigallery2/assets")
    let walk = try #require(
      FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil))
    var comparedCount = 0
    for case let file as URL in walk where file.pathExtension == "json" {
      let photo = file.deletingPathExtension().appendingPathExtension("jpg")
      guard let data = try? Data(contentsOf: photo),
        let expected = try? JSONDecoder().decode(Expected.self, from: Data(contentsOf: file))
      else { continue }
      let bytes = [UInt8](data)
      guard let header = try? PhotoDecoder().header(of: bytes.span) else { continue }
      comparedCount += 1
      let name = photo.lastPathComponent
      #expect(
        header.width == expected.size.width && header.height == expected.size.height, "\(name)")
      guard let position = header.metadata.position, let point = expected.positionData?.GPSData
      else { continue }
      #expect(abs(position.latitude - point.latitude) < 1e-5, "\(name)")
      #expect(abs(position.longitude - point.longitude) < 1e-5, "\(name)")
    }
    #expect(comparedCount > 10)
  }
}
