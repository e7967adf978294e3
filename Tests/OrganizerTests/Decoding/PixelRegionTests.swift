import Organizer
import Testing

@Suite struct PixelRegionTests {
  @Test func clippingKeepsWhatLiesInside() {
    let region = PixelRegion(x: -5, y: 10, width: 20, height: 100)
    #expect(
      region.clipped(toWidth: 50, height: 40) == PixelRegion(x: 0, y: 10, width: 15, height: 30))
  }

  @Test(arguments: [
    PixelRegion(x: 50, y: 0, width: 1, height: 1), PixelRegion(x: -3, y: 0, width: 3, height: 3),
    PixelRegion(x: 0, y: 0, width: 0, height: 5), PixelRegion(x: 0, y: 0, width: -4, height: 5),
    PixelRegion(x: .min, y: .min, width: .max, height: .max),
  ])
  func nothingInsideIsNil(region: PixelRegion) {
    #expect(region.clipped(toWidth: 50, height: 40) == nil)
  }

  @Test func theLargestIntegersDoNotTrap() {
    let region = PixelRegion(x: 1, y: 2, width: .max, height: .max)
    #expect(
      region.clipped(toWidth: 50, height: 40) == PixelRegion(x: 1, y: 2, width: 49, height: 38))
  }
}
