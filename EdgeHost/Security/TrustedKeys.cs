using SegEdge.EdgeHost.Configuration;
using SegEdge.Pipeline;
using SegEdge.Pipeline.Models.Signing;

namespace SegEdge.EdgeHost.Security;

/// <summary>From the configuration's key files to whom models are taken from.</summary>
internal static class TrustedKeys
{
    /// <summary>What has run here, for <see cref="ModelTrustOptions.RequireSignature"/>.</summary>
    public static ModelRevisions Revisions => new(Path.Combine(UserData.Folder, "trust"));

    /// <exception cref="UsageException">A key cannot be read, is private, or none is named though one is needed.</exception>
    public static ModelTrust Of(ModelTrustOptions options)
    {
        if (options.RequireSignature && options.Keys.Count == 0)
            throw new UsageException("Model:Trust:RequireSignature is true, but Model:Trust:Keys names no key. Name the model.pub of whoever signs your models.");
        var keys = options.Keys.Select(SigningKey.Read).ToArray();
        foreach (var (path, key) in options.Keys.Zip(keys))
            if (key.IsPrivate) throw new UsageException($"Model:Trust:Keys: {path} is a private key, which has no business on a device. Give the model.pub that was made with it.");
        return new ModelTrust(keys.DistinctBy(k => k.Id).ToDictionary(k => k.Id, k => k.Key), options.RequireSignature);
    }
}
