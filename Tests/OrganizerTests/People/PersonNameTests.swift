import Organizer
import Testing

@Suite struct PersonNameTests {
  @Test func whiteSpaceAroundIsTrimmed() throws {
    #expect(try PersonName(" \t\u{A0}Anna Maria\u{3000}\n").text == "Anna Maria")
  }

  @Test func composedAndDecomposedNamesAreOneAndStoredComposed() throws {
    let composed = try PersonName("Zo\u{EB}")
    let decomposed = try PersonName("Zoe\u{308}")
    #expect(composed == decomposed)
    #expect(Array(decomposed.text.unicodeScalars) == Array("Zo\u{EB}".unicodeScalars))
  }

  @Test func namesThatDifferByCaseDiffer() throws {
    #expect(try PersonName("anna") != PersonName("Anna"))
  }

  @Test(arguments: PeopleSamples.names)
  func anyVisibleTextIsAName(text: String) throws {
    #expect(try PersonName(text).text == text)
  }

  @Test(arguments: ["", " ", "\n\t", "\u{200B}", "\u{200D}\u{FE0F}", "\u{2028}"])
  func textWithNothingToSeeIsNoName(text: String) {
    #expect(throws: PersonName.Problem.empty) { try PersonName(text) }
  }

  @Test(arguments: ["\u{0}", "\n", "\r", "\u{1B}", "\u{7F}", "\u{85}", "\u{2028}"])
  func controlCharactersInsideAreRefused(text: String) throws {
    let scalar = try #require(text.unicodeScalars.first)
    #expect(throws: PersonName.Problem.controlCharacter(scalar)) { try PersonName("a\(text)b") }
  }

  @Test(arguments: [
    "unknown-2", " unknown-17 ", "#3", "p-407d5cbd", "p-407D5CBDFFFF", "p-407d5cbd-2",
  ])
  func whatCommandsTakeForAClusterOrAPersonIsRefused(text: String) {
    #expect(throws: PersonName.Problem.identifier) { try PersonName(text) }
  }

  /// Mere numbers are names of folders of references.
  @Test(arguments: [
    "17", "unknown", "unknown-", "unknown-x", "p-anna", "p-407d", "P-407d5cbd", "#",
  ])
  func whatOnlyLooksLikeThatIsAName(text: String) throws {
    #expect(try PersonName(text).text == text)
  }

  @Test func fiveHundredBytesFitAndOneMoreDoesNot() throws {
    let longest = String(repeating: "é", count: 250)
    #expect(try PersonName(" \(longest) ").text.utf8.count == 500)
    #expect(try PersonName(String(repeating: "e\u{301}", count: 250)).text == longest)
    #expect(throws: PersonName.Problem.tooLong(byteCount: 501)) { try PersonName(longest + "x") }
  }
}
