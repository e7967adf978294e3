import Foundation
import Organizer
import Testing

@Suite struct CaptureTimeTests {
  @Test(arguments: [
    ("2019:07:14 15:30:00", nil, nil, "2019-07-14T15:30:00"),
    ("2019:07:14 15:30:00", "123", "+02:00", "2019-07-14T15:30:00.123+02:00"),
    ("2019:07:14 15:30:00", "007 ", "-03:30", "2019-07-14T15:30:00.007-03:30"),
    ("2019:07:14 15:30:00", "", "Z", "2019-07-14T15:30:00+00:00"),
    ("2019:07:14 15:30:00", "1x", "   :  ", "2019-07-14T15:30:00"),
    ("2019:07:14 15:30:00", nil, "+25:00", "2019-07-14T15:30:00"),
    ("2019:07:14 15:30:00", "1234567890123", nil, "2019-07-14T15:30:00.123456789"),
    ("2019-07-14T15:30:00.25+02:00", nil, nil, "2019-07-14T15:30:00.25+02:00"),
    ("2019/7/4 5:03:09", nil, nil, "2019-07-04T05:03:09"),
    (" 2020:02:29 23:59:59\0", nil, nil, "2020-02-29T23:59:59"),
    ("2000:02:29 00:00:00", nil, nil, "2000-02-29T00:00:00"),
    ("1826:01:01 00:00:00", nil, nil, "1826-01-01T00:00:00"),
    ("2009:09:09 20:27:09.60:04:00", nil, nil, "2009-09-09T20:27:09.60"),
  ])
  func exifTextsAreRead(date: String, subseconds: String?, offset: String?, expected: String) {
    let time = CaptureTime(exif: date, subseconds: subseconds, offset: offset)
    #expect(time?.description == expected)
  }

  @Test(arguments: [
    "", "0000:00:00 00:00:00", "    :  :     :  :  ", "2019:13:01 00:00:00", "2019:00:01 00:00:00",
    "2019:02:29 12:00:00", "1900:02:29 12:00:00", "2019:04:31 12:00:00", "2019:01:00 12:00:00",
    "2019:01:01 24:00:00", "2019:01:01 12:60:00", "2019:01:01 12:00:60", "2019:01:01",
    "1601:06:06 16:39:33", "0001:01:01 00:00:00", "19:01:01 12:00:00", "yesterday", "2019:01:01 ::",
    "99999:01:01 00:00:00",
  ])
  func nonsenseIsNoTime(text: String) {
    #expect(CaptureTime(exif: text) == nil)
  }

  @Test(arguments: [
    "2019-07-14T15:30:00", "2019-07-14T15:30:00.1", "2019-07-14T15:30:00.100+14:00",
    "9999-12-31T23:59:59-14:00",
  ])
  func textsAndCodingRoundTrip(text: String) throws {
    let time = try #require(CaptureTime(text))
    #expect(time.description == text)
    let json = try JSONEncoder().encode([time])
    #expect(String(decoding: json, as: UTF8.self) == "[\"\(text)\"]")
    #expect(try JSONDecoder().decode([CaptureTime].self, from: json) == [time])
  }

  @Test(arguments: [
    "2019-07-14 15:30:00", "2019-7-14T15:30:00", "2019-07-14T15:30:00 ", "2019-07-14T15:30:00.",
    "2019-07-14T15:30:00Z", "2019-07-14T15:30:00+2:00", "2019-07-14T15:30:00.1234567890",
  ])
  func onlyTheWrittenFormIsReadBack(text: String) {
    #expect(CaptureTime(text) == nil)
    let json = Data("\"\(text)\"".utf8)
    #expect(throws: DecodingError.self) { try JSONDecoder().decode(CaptureTime.self, from: json) }
  }

  @Test func timesSortAsClocksRead() throws {
    let sorted = [
      "2018-12-31T23:59:59.999-14:00", "2019-01-01T00:00:00", "2019-01-01T00:00:00-01:00",
      "2019-01-01T00:00:00+01:00", "2019-01-01T00:00:00.05", "2019-01-01T00:00:00.1",
      "2019-01-01T00:00:00.10", "2019-01-01T00:00:01", "2019-01-01T10:00:00", "2019-02-01T00:00:00",
    ]
    let times = try sorted.map { try #require(CaptureTime($0)) }
    var generator = PhotoFixture.Generator(seed: 9)
    #expect(times.shuffled(using: &generator).sorted().map(\.description) == sorted)
    for (a, b) in zip(times, times.dropFirst()) { #expect(a < b && !(b < a) && a != b) }
  }
}
