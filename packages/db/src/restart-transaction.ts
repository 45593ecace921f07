/**
 * Thrown inside `Database.transaction` when the work has lost a race that the database itself does
 * not see, such as rights that changed since they were read: everything is rolled back and the work
 * starts again, within the same bounds as after a deadlock (C4).
 */
export class RestartTransaction extends Error {
  override readonly name = "RestartTransaction";
}
