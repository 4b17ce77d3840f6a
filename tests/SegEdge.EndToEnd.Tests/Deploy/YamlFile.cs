using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace SegEdge.EndToEnd.Tests.Deploy;

internal static class YamlFile
{
    /// <returns>The root of its first document, merge keys resolved.</returns>
    public static YamlNode Read(string path)
    {
        var stream = new YamlStream();
        stream.Load(new MergingParser(new Parser(new StringReader(File.ReadAllText(path)))));
        return stream.Documents[0].RootNode;
    }
}
