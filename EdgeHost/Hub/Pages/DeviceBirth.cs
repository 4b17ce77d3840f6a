namespace SegEdge.EdgeHost.Hub.Pages;

/// <summary>What a device said of itself when it connected.</summary>
/// <param name="Verified">Whether the model's signature was checked.</param>
/// <param name="Rules">Names of the flag rules in force.</param>
/// <param name="Confirm">Who makes it forget a record: broker or archive.</param>
public sealed record DeviceBirth(
    string ReceivedUtc, string Software, string Model, string ModelVersion, string ModelSha256, string Provider, bool Verified, string? KeyId, IReadOnlyList<string> Cameras,
    IReadOnlyList<string> Classes, IReadOnlyList<string> Rules, string Confirm, string? SupportEnds, string BootId, string Epoch);
