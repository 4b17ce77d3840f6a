using System.Text.Json;

namespace SegEdge.Telemetry.Contract;

/// <summary>What is signed in a command: the payload of a JWS, not a message of its own. <c>docs/contract/cmd.schema.json</c>.</summary>
public sealed record CommandClaims
{
    /// <summary>The device it is for, as <c>site/device</c>.</summary>
    public required string Aud { get; init; }

    /// <summary>Equal to the last level of the topic.</summary>
    public required string Cmd { get; init; }

    /// <summary>Seconds since 1970: when it was signed, and from when on it must not run.</summary>
    public required long Iat { get; init; }

    public required long Exp { get; init; }

    /// <summary>A name of this command that no other has, for answers and audit.</summary>
    public required string Jti { get; init; }

    /// <summary>Rises with every command of the same key.</summary>
    public required long Ctr { get; init; }

    /// <summary>Which they are depends on <see cref="Cmd"/>; absent where it takes none.</summary>
    public JsonElement? Args { get; init; }
}
