using System.Text.Json.Serialization;

namespace SegEdge.Telemetry.Contract;

/// <summary>What a device can be told; the last level of <c>cmd/{name}</c>.</summary>
[JsonConverter(typeof(LenientEnumConverter<CommandName>))]
public enum CommandName
{
    /// <summary>A value this version does not know; never obeyed.</summary>
    Other,
    /// <summary>Say <c>birth</c> again.</summary>
    Rebirth,
    /// <summary>Publish live masks for so many seconds; <see cref="LiveArguments"/>.</summary>
    Live,
    /// <summary>Send records again that are still held; <see cref="ResendArguments"/>.</summary>
    Resend,
    /// <summary>The archive has these for good; <see cref="ArchiveReceipt"/>.</summary>
    Receipt,
    /// <summary>Keep records on the device for now; <see cref="PauseArguments"/>.</summary>
    Pause,
    /// <summary>The end of a pause.</summary>
    Resume,
    /// <summary>Delete what is held of an event; <see cref="EraseArguments"/>.</summary>
    Erase,
    /// <summary>Change settings that can change at run time; <see cref="ConfigArguments"/>.</summary>
    Config,
}
