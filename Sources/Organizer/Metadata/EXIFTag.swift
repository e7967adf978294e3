import CEXIF

/// A tag with the directory it belongs to; the same number means other things in other directories
/// (EXIF 2.32, section 4.6).
struct EXIFTag {
  let directory: ExifIfd
  let number: UInt32

  static let make = main(0x010F)
  static let model = main(0x0110)
  static let orientation = main(0x0112)
  static let dateTime = main(0x0132)

  static let exposureTime = photo(0x829A)
  static let fNumber = photo(0x829D)
  static let iso = photo(0x8827)
  static let recommendedExposureIndex = photo(0x8832)
  static let dateTimeOriginal = photo(0x9003)
  static let dateTimeDigitized = photo(0x9004)
  static let offsetTime = photo(0x9010)
  static let offsetTimeOriginal = photo(0x9011)
  static let offsetTimeDigitized = photo(0x9012)
  static let focalLength = photo(0x920A)
  static let subSecTime = photo(0x9290)
  static let subSecTimeOriginal = photo(0x9291)
  static let subSecTimeDigitized = photo(0x9292)
  static let lensModel = photo(0xA434)

  static let latitudeRef = gps(0x0001)
  static let latitude = gps(0x0002)
  static let longitudeRef = gps(0x0003)
  static let longitude = gps(0x0004)
  static let altitudeRef = gps(0x0005)
  static let altitude = gps(0x0006)

  private static func main(_ number: UInt32) -> EXIFTag {
    EXIFTag(directory: EXIF_IFD_0, number: number)
  }

  private static func photo(_ number: UInt32) -> EXIFTag {
    EXIFTag(directory: EXIF_IFD_EXIF, number: number)
  }

  private static func gps(_ number: UInt32) -> EXIFTag {
    EXIFTag(directory: EXIF_IFD_GPS, number: number)
  }
}
