import type { Component } from '#model/component.ts';
import { componentId } from '#model/component.ts';
import type { Location } from '#model/location.ts';
import { type Coordinates, javaComponent } from './coordinates.ts';

/**
 * Classes that only one library has, by the end of their path (the beginning changes when a library is relocated), for
 * libraries whose faults were exploited most. They betray copies that lost their Maven metadata.
 */
const classes: readonly (readonly [path: string, group: string, artifact: string])[] = [
  ['log4j/core/lookup/JndiLookup', 'org.apache.logging.log4j', 'log4j-core'],
  ['springframework/beans/CachedIntrospectionResults', 'org.springframework', 'spring-beans'],
  ['expression/spel/standard/SpelExpressionParser', 'org.springframework', 'spring-expression'],
  ['springframework/web/servlet/DispatcherServlet', 'org.springframework', 'spring-webmvc'],
  ['springframework/web/multipart/MultipartException', 'org.springframework', 'spring-web'],
  [
    'jackson/databind/deser/BeanDeserializerFactory',
    'com.fasterxml.jackson.core',
    'jackson-databind',
  ],
  ['commons/text/lookup/ScriptStringLookup', 'org.apache.commons', 'commons-text'],
  ['collections/functors/InvokerTransformer', 'commons-collections', 'commons-collections'],
  ['collections4/functors/InvokerTransformer', 'org.apache.commons', 'commons-collections4'],
  ['commons/fileupload/disk/DiskFileItem', 'commons-fileupload', 'commons-fileupload'],
  ['commons/beanutils/BeanComparator', 'commons-beanutils', 'commons-beanutils'],
  ['compress/archivers/zip/ZipArchiveInputStream', 'org.apache.commons', 'commons-compress'],
  ['commons/io/input/XmlStreamReader', 'commons-io', 'commons-io'],
  ['alibaba/fastjson/parser/ParserConfig', 'com.alibaba', 'fastjson'],
  ['yaml/snakeyaml/constructor/SafeConstructor', 'org.yaml', 'snakeyaml'],
  ['netty/handler/codec/http/HttpObjectDecoder', 'io.netty', 'netty-codec-http'],
  ['netty/handler/codec/http2/Http2ConnectionHandler', 'io.netty', 'netty-codec-http2'],
  ['thoughtworks/xstream/XStream', 'com.thoughtworks.xstream', 'xstream'],
  ['apache/struts2/dispatcher/Dispatcher', 'org.apache.struts', 'struts2-core'],
  ['shiro/mgt/AbstractRememberMeManager', 'org.apache.shiro', 'shiro-core'],
  ['org/h2/util/JdbcUtils', 'com.h2database', 'h2'],
  ['codehaus/groovy/runtime/MethodClosure', 'org.codehaus.groovy', 'groovy'],
  ['google/gson/internal/LinkedTreeMap', 'com.google.code.gson', 'gson'],
  ['google/common/collect/ImmutableMultimap', 'com.google.guava', 'guava'],
  ['google/protobuf/DescriptorProtos', 'com.google.protobuf', 'protobuf-java'],
  ['postgresql/jdbc/PgConnection', 'org.postgresql', 'postgresql'],
  ['undertow/server/protocol/http/HttpRequestParser', 'io.undertow', 'undertow-core'],
  ['logback/core/net/HardenedObjectInputStream', 'ch.qos.logback', 'logback-core'],
  ['codec/serialization/ObjectSerializationDecoder', 'org.apache.mina', 'mina-core'],
  ['caucho/hessian/io/Hessian2Input', 'com.caucho', 'hessian'],
  ['minidev/json/parser/JSONParserBase', 'net.minidev', 'json-smart'],
  ['apache/avro/io/BinaryDecoder', 'org.apache.avro', 'avro'],
];

/** By the two characters before `.class`, so that a class of another name costs one look-up. */
const byEnding: ReadonlyMap<number, readonly Fingerprint[]> = Map.groupBy(
  classes.map(([path, group, artifact]) => ({
    end: Buffer.from(`${path}.class`, 'latin1'),
    library: { group, artifact, version: '' },
  })),
  ({ end }) => endingOf(end),
);
interface Fingerprint {
  readonly end: Buffer;
  readonly library: Coordinates;
}

/** The library that a class betrays, by its path in an archive; its version is empty: a class does not tell one. */
export function libraryOfClass(name: Buffer): Coordinates | undefined {
  const candidates = byEnding.get(endingOf(name));
  return candidates?.find(({ end }) => isAt(name, end))?.library;
}

/** The group of an artifact, where a class among `names` betrays the library of that name. */
export function groupByClass(artifact: string, names: readonly string[]): string | undefined {
  const libraries = names.map((name) => libraryOfClass(Buffer.from(name)));
  return libraries.find((library) => library?.artifact === artifact)?.group;
}

/**
 * The libraries that the classes among `names` betray, without those that the archive itself is or that its descriptors
 * name. What belongs to the same project as the archive is a part of it and no copy.
 */
export function copiedLibraries(
  names: readonly string[],
  known: readonly Coordinates[],
  location: Location,
): readonly Component[] {
  const found = new Map<string, Component>();
  const artifacts = new Set(known.map(({ artifact }) => artifact));
  const groups = new Set(known.map(({ group }) => group));
  for (const name of names) {
    const library = name.endsWith('.class') ? libraryOfClass(Buffer.from(name)) : undefined;
    if (library === undefined || artifacts.has(library.artifact) || groups.has(library.group))
      continue;
    const component = javaComponent(library, 'embedded', location);
    found.set(component.purl, {
      ...component,
      id: componentId(component.purl, location.path),
      technique: 'binary-analysis',
      confidence: 0.5,
    });
  }
  return [...found.values()];
}

/** Whether the path ends so, at the beginning of a name. */
function isAt(name: Buffer, end: Buffer): boolean {
  const start = name.length - end.length;
  if (start < 0 || name.compare(end, 0, end.length, start) !== 0) return false;
  return start === 0 || name[start - 1] === 0x2f;
}

function endingOf(name: Buffer): number {
  return ((name[name.length - 8] ?? 0) << 8) | (name[name.length - 7] ?? 0);
}
