/// A reason why a decision cannot be made.
public enum PeopleError: Error, Equatable {
  /// The text is no name.
  case invalidName(String, PersonName.Problem)
  /// There is no face to decide about.
  case noFaces
  /// Nobody has this identifier.
  case unknownPerson(PersonID)
  /// Another person has this name already; making two people one is a merge.
  case nameTaken(PersonName, by: PersonID)
  /// The person has this name already.
  case nameUnchanged(PersonName)
  /// Several people answer to this name.
  case ambiguousName(String, [PersonID])
  /// There is nothing to take back.
  case nothingToUndo
  /// There is nothing that was taken back.
  case nothingToRedo
}
