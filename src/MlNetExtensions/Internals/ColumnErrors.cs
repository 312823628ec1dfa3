namespace CharRnn.MlNetExtensions.Internals;

/// <summary>Makes exceptions that name the column, in ML.NET's words where it has some.</summary>
internal static class ColumnErrors
{
    public static Exception Missing(string parameter, string column) =>
        new ArgumentOutOfRangeException(parameter, $"Could not find input column '{column}'");

    public static Exception WrongType(string parameter, string column, string expected, string actual) =>
        new ArgumentOutOfRangeException(parameter, $"Schema mismatch for input column '{column}': expected {expected}, got {actual}");

    public static Exception WrongValueType(Type asked, string column, Type actual) =>
        new InvalidOperationException($"Invalid TValue in GetGetter of column '{column}': '{asked}', expected type: '{actual}'.");

    public static Exception NotActive(string column) =>
        new InvalidOperationException($"Column '{column}' is not active in this row; it must be among the columns that the cursor was asked for.");

    public static Exception NoRow() =>
        new InvalidOperationException("The cursor stands at no row: MoveNext was not called, or has returned false.");

    public static Exception InRow(string column, long row, Exception cause) =>
        new InvalidOperationException($"Column '{column}', row {row}: {cause.Message}", cause);

    /// <summary>Runs an action and adds the column's name to the messages of its exceptions.</summary>
    public static T In<T>(string column, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (InvalidOptionsException exception)
        {
            throw new InvalidOptionsException([.. exception.Problems.Select(problem => $"Column '{column}': {problem}")]);
        }
        catch (InvalidModelException exception)
        {
            throw new InvalidModelException($"Column '{column}': {exception.Message}", exception);
        }
        catch (FileNotFoundException exception)
        {
            throw new FileNotFoundException($"Column '{column}': {exception.Message}", exception.FileName, exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"Column '{column}': {exception.Message}", exception);
        }
    }
}
