using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace SegEdge.Telemetry.Contract;

/// <summary>A device's answer to a command, on its own <c>cmd-res/{requester}</c>. <c>docs/contract/result.schema.json</c>.</summary>
public sealed record CommandResult
{
    [JsonRequired]
    public string Sv { get; init; } = ContractVersion.Sv;

    public required string BootId { get; init; }

    /// <summary>The last level of the topic it came on.</summary>
    public required string Cmd { get; init; }

    /// <summary>Of the command; absent where it could not be trusted or read.</summary>
    public string? Jti { get; init; }

    public required CommandStatus Status { get; init; }

    /// <summary>Set unless it is done.</summary>
    public CommandReason? Reason { get; init; }

    /// <summary>For a person: what was found, what is expected.</summary>
    public string? Text { get; init; }

    /// <summary>What came of it, where there is something to tell.</summary>
    public JsonObject? Data { get; init; }
}
