using System.Text.Json.Serialization;

namespace SegEdge.Telemetry.Contract;

/// <summary>Why a command was not run, for programs; the text beside it is for people.</summary>
[JsonConverter(typeof(LenientEnumConverter<CommandReason>))]
public enum CommandReason
{
    /// <summary>A value this version does not know; never written by a device.</summary>
    Other,
    /// <summary>No JWS of the one kind that is taken, or claims that cannot be read.</summary>
    Malformed,
    TooLarge,
    /// <summary>Retained, without an expiry, or of another content type.</summary>
    BadMessage,
    /// <summary>Signed by a key that this device does not know.</summary>
    UnknownKey,
    BadSignature,
    /// <summary>For another device, or of another name than its topic.</summary>
    WrongTarget,
    /// <summary>Its time is over, not come yet, or longer than commands may live.</summary>
    Expired,
    /// <summary>Its counter is not above the last one of its key.</summary>
    Replayed,
    /// <summary>Neither a clock nor a stored counter could tell whether it is new.</summary>
    Unguarded,
    UnknownCommand,
    BadArguments,
    /// <summary>More commands than a device takes in a minute.</summary>
    RateLimited,
    /// <summary>This device cannot do that, or not now.</summary>
    Unsupported,
    /// <summary>A fault of the device; its log says more.</summary>
    Fault,
}
