using System.Text;
using SegEdge.Pipeline;
using SegEdge.Pipeline.Models;
using SegEdge.Pipeline.Models.Signing;

namespace SegEdge.EdgeHost.Models;

/// <summary>The models that can be named: those bundled with the program, those that only have a manifest here and whose weights are pulled,
/// and those installed under the user's data folder (<c>SEGEDGE_HOME</c>).</summary>
internal sealed class ModelCatalog
{
    private readonly string _bundled = Path.Combine(AppContext.BaseDirectory, "models");

    /// <summary>Where pulled models go.</summary>
    public string InstallFolder { get; init; } = Path.Combine(UserData.Folder, "models");

    /// <summary>Every known model, by name. One manifest that cannot be read takes none of the others away.</summary>
    /// <returns>Unreadable: what is wrong with those that cannot be read, each naming its file.</returns>
    public (IReadOnlyList<CatalogEntry> Models, IReadOnlyList<string> Unreadable) List()
    {
        var (read, unreadable) = (new List<CatalogEntry>(), new List<string>());
        foreach (var path in Manifests(InstallFolder).Concat(Manifests(_bundled)).Concat(Manifests(Path.Combine(_bundled, "zoo"))))
            try
            {
                var (manifest, folder) = (ManifestReader.Read(path), Path.GetDirectoryName(path)!);
                read.Add(new CatalogEntry(manifest, folder, File.Exists(Path.Combine(folder, manifest.File))));
            }
            catch (ModelException e)
            {
                unreadable.AddRange(e.Problems);
            }
        return ([.. read.DistinctBy(m => m.Manifest.Name).OrderBy(m => m.Manifest.Name, StringComparer.Ordinal)], unreadable);
    }

    /// <exception cref="ModelException">No such model; it may be one of those that cannot be read, so they are named.</exception>
    public CatalogEntry Find(string name)
    {
        var (models, unreadable) = List();
        return models.FirstOrDefault(e => e.Manifest.Name == name)
            ?? throw new ModelException([$"'{name}' is neither a file nor a folder nor a known model. 'segedge models list' has: {string.Join(", ", models.Select(e => e.Manifest.Name))}.", .. unreadable]);
    }

    /// <summary>A model by path or by name.</summary>
    /// <param name="trust">Whose signature is needed; null takes any model.</param>
    /// <exception cref="ModelException">No such model, not installed, not usable, or not signed as it must be.</exception>
    public ModelPackage Open(string pathOrName, ModelTrust? trust = null)
    {
        if (File.Exists(pathOrName) || Directory.Exists(pathOrName)) return ModelPackage.Load(pathOrName, trust);
        var entry = Find(pathOrName);
        return entry.IsInstalled
            ? ModelPackage.Load(entry.Folder, trust)
            : throw new ModelException($"Model '{pathOrName}' is known but its weights are not installed. " +
                $"Run 'segedge models pull {pathOrName} --from FILE'{(entry.Manifest.Origin is { } origin ? $" ({origin})" : "")}.");
    }

    /// <summary>Copies a model's weights in, after their hash was verified.</summary>
    /// <param name="read">Gives the bytes.</param>
    /// <returns>The folder of the installed model.</returns>
    /// <exception cref="ModelException">The bytes are not those of the manifest.</exception>
    public string Install(CatalogEntry entry, Stream read, string from)
    {
        var folder = Path.Combine(InstallFolder, entry.Manifest.Name);
        Directory.CreateDirectory(folder);
        var target = Path.Combine(folder, entry.Manifest.File);
        var arriving = target + ".part";
        try
        {
            using (var write = File.Create(arriving)) read.CopyTo(write);
            var hash = ModelPackage.HashOf(arriving);
            if (hash != entry.Manifest.Sha256)
                throw new ModelException($"{from}: sha256 is {hash}, the manifest of '{entry.Manifest.Name}' expects {entry.Manifest.Sha256}. " +
                    "It is damaged or another version; nothing was installed.");
            // Rename last: a model folder never holds half a file under its final name.
            File.Move(arriving, target, overwrite: true);
        }
        finally
        {
            File.Delete(arriving);
        }
        DurableFiles.Replace(Path.Combine(folder, ModelPackage.ManifestName), Encoding.UTF8.GetBytes(ManifestReader.Write(entry.Manifest)));
        return folder;
    }

    private static IEnumerable<string> Manifests(string folder) =>
        Directory.Exists(folder)
            ? Directory.EnumerateDirectories(folder).Select(d => Path.Combine(d, ModelPackage.ManifestName)).Where(File.Exists)
            : [];
}
