using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace SegEdge.Telemetry.Contract;

/// <summary>The topics of one device: <c>segedge/v1/{site}/{device}/...</c>, no leading slash.</summary>
public sealed partial class Topics
{
    private const string Root = "segedge/" + ContractVersion.Topic + "/";
    private readonly string _prefix;

    /// <exception cref="ArgumentException">Site or device is no id.</exception>
    public Topics(string site, string device) => _prefix = $"{Root}{CheckId(site, "site")}/{CheckId(device, "device")}/";

    public string Connection => _prefix + "connection";

    public string Birth => _prefix + "birth";

    public string State => _prefix + "state";

    public string Gap => _prefix + "gap";

    public string Audit => _prefix + "audit";

    /// <summary>Every command of this device.</summary>
    public string Commands => _prefix + "cmd/+";

    public string Command(CommandName name) => name == CommandName.Other
        ? throw new ArgumentException("Command is 'other', which nobody sends.", nameof(name))
        : $"{_prefix}cmd/{WireNames.NameOf(name)}";

    public string CommandResult(string requester) => $"{_prefix}cmd-res/{CheckId(requester, "requester")}";

    public string Review(string eventId) => $"{_prefix}review/{CheckId(eventId, "event")}";

    public string LiveMask(string camera) => $"{_prefix}live/{CheckId(camera, "camera")}/mask";

    public string Event(string camera) => $"{_prefix}event/{CheckId(camera, "camera")}";

    public string Blob(string camera, BlobKind kind) =>
        kind == BlobKind.Other
            ? throw new ArgumentException("Blob kind is 'other', which no device sends; expected mask, heat, thumb or frame.", nameof(kind))
            : $"{_prefix}blob/{CheckId(camera, "camera")}/{WireNames.NameOf(kind)}";

    /// <summary>Everything of every device of a site; <c>+</c> for all sites.</summary>
    public static string AllOf(string site = "+") => $"{Root}{(site == "+" ? site : CheckId(site, "site"))}/+/#";

    public static bool IsId([NotNullWhen(true)] string? value) => value is not null && IdPattern().IsMatch(value);

    /// <summary>Ids become topic levels, so wildcards, slashes and spaces must not get in.</summary>
    /// <exception cref="ArgumentException">Names the id, what was found and what is expected.</exception>
    public static string CheckId(string? value, string what) => IsId(value)
        ? value
        : throw new ArgumentException($"{what} id is '{value}', expected 1 to 64 of A-Z a-z 0-9 _ . : - (it becomes "
            + $"part of an MQTT topic).");

    /// <summary>False for foreign topics and for those that only a later version knows; both are to be ignored.</summary>
    public static bool TryParse(string topic, [NotNullWhen(true)] out TopicAddress? address)
    {
        address = topic.StartsWith(Root, StringComparison.Ordinal) ? Parse(topic[Root.Length..].Split('/')) : null;
        return address is not null && IsId(address.Site) && IsId(address.Device) && (address.Camera is null || IsId(address.Camera))
            && (address.Name is null || IsId(address.Name));
    }

    private static TopicAddress? Parse(string[] levels) => levels switch
    {
        [var site, var device, "connection"] => new(site, device, TopicKind.Connection),
        [var site, var device, "birth"] => new(site, device, TopicKind.Birth),
        [var site, var device, "state"] => new(site, device, TopicKind.State),
        [var site, var device, "gap"] => new(site, device, TopicKind.Gap),
        [var site, var device, "audit"] => new(site, device, TopicKind.Audit),
        [var site, var device, "live", var camera, "mask"] => new(site, device, TopicKind.Live, camera),
        [var site, var device, "cmd", var name] => new(site, device, TopicKind.Command, Name: name),
        [var site, var device, "cmd-res", var requester] => new(site, device, TopicKind.CommandResult, Name: requester),
        [var site, var device, "review", var eventId] => new(site, device, TopicKind.Review, Name: eventId),
        [var site, var device, "event", var camera] => new(site, device, TopicKind.Event, camera),
        [var site, var device, "blob", var camera, var kind] =>
            new(site, device, TopicKind.Blob, camera, WireNames.ValueOf<BlobKind>(kind)),
        _ => null,
    };

    [GeneratedRegex(@"^[A-Za-z0-9_.:-]{1,64}\z")]
    private static partial Regex IdPattern();
}
