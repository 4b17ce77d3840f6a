using System.Globalization;

namespace SegEdge.Pipeline.Models.Signing;

/// <summary>The highest signed revision of each model that this device has run: an older one, with its known weaknesses, does not come back.</summary>
/// <param name="folder">One small file a model. Whoever can write there can also make the device forget.</param>
public sealed class ModelRevisions(string folder)
{
    /// <exception cref="ModelException">The model is older than what has run here.</exception>
    public void Check(ModelSeal seal)
    {
        var highest = File.Exists(PathOf(seal)) && long.TryParse(File.ReadAllText(PathOf(seal)), NumberStyles.None, CultureInfo.InvariantCulture, out var known) ? known : 0;
        if (seal.Revision < highest)
            throw new ModelException($"Model '{seal.Name}' {seal.Version} is signed as revision {seal.Revision}, but this device has run revision {highest}. "
                + "To go back on purpose, sign the old model again with 'segedge models sign': it then gets a new revision.");
    }

    public void Remember(ModelSeal seal)
    {
        Check(seal);
        Directory.CreateDirectory(folder);
        // Renamed into place: a power cut leaves the old number or the new one.
        var arriving = PathOf(seal) + ".part";
        File.WriteAllText(arriving, seal.Revision.ToString(CultureInfo.InvariantCulture));
        File.Move(arriving, PathOf(seal), overwrite: true);
    }

    // The name is from a manifest, which may say anything; a hash is a file name.
    private string PathOf(ModelSeal seal) => Path.Combine(
        folder, Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(seal.Name)))[..32] + ".revision");
}
