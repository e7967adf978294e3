import Organizer
import Testing

@Suite struct ExposureTimeTests {
  /// What ExifTool prints.
  @Test(arguments: [
    (1, 125, "1/125"), (10, 1250, "1/125"), (16666, 1_000_000, "1/60"), (1, 4, "1/4"),
    (1, 3, "0.3"), (1, 2, "0.5"), (5, 10, "0.5"), (1, 1, "1"), (25, 10, "2.5"), (30, 1, "30"),
    (1, 4_294_967_295, "1/4294967295"), (4_294_967_295, 1, "4294967295"),
  ])
  func textIsWhatPhotographersWrite(numerator: Int, denominator: Int, text: String) {
    #expect(ExposureTime(numerator: numerator, denominator: denominator)?.text == text)
  }

  @Test(arguments: [(0, 1), (1, 0), (0, 0), (-1, 125), (1, -125)])
  func onlyPositiveTimesAreTimes(numerator: Int, denominator: Int) {
    #expect(ExposureTime(numerator: numerator, denominator: denominator) == nil)
  }

  @Test func theLargestNumbersDoNotTrap() {
    #expect(ExposureTime(numerator: 1, denominator: .max)?.text.isEmpty == false)
    #expect(ExposureTime(numerator: .max, denominator: 1)?.text.isEmpty == false)
  }
}
