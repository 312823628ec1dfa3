namespace CharRnn.Server;

/// <summary>A request that is refused, with what its answer says.</summary>
/// <param name="status">The HTTP status.</param>
/// <param name="message">What was given and what is allowed.</param>
/// <param name="parameter">The field that is wrong; null if it is none.</param>
/// <param name="code">OpenAI's code for such an error; null if there is none.</param>
internal sealed class ApiException(int status, string message, string? parameter = null, string? code = null) : Exception(message)
{
    public int Status => status;

    /// <summary>Gets when to try again, from now; null where that is of no use.</summary>
    public TimeSpan? RetryAfter { get; init; }

    public static ApiException BadRequest(string message, string? parameter = null, string? code = null) =>
        new(StatusCodes.Status400BadRequest, message, parameter, code);

    public ErrorResponse ToResponse() =>
        new(new ApiError(Message, status < StatusCodes.Status500InternalServerError ? "invalid_request_error" : "server_error", parameter, code));
}
